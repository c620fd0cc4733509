package io.scaletest.driving.session;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.run.RunId;
import io.scaletest.common.run.RunOptions;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.kube.config.KubeOptions;
import java.util.Map;

/**
 * What tells one driver from another.
 *
 * @param name the program's name, also its field manager
 * @param version of the jar
 * @param run options about the run and its files
 * @param kube options about the API server
 * @param clientLb whether to spread requests over all API servers
 * @param metrics where to serve metrics
 * @param resource what the driver writes
 * @param objects makes the objects of a run
 * @param parameters makes the content of the parameter file
 */
public record DriverTool(
    String name,
    String version,
    RunOptions run,
    KubeOptions kube,
    boolean clientLb,
    MetricsOptions metrics,
    ResourceAccess resource,
    Objects objects,
    Parameters parameters) {

  /** Makes the objects of a run. */
  @FunctionalInterface
  public interface Objects {
    ObjectLifecycle of(RunId runId, WallClock clock);
  }

  /** Makes the content of the parameter file: the effective value of every option, by name. */
  @FunctionalInterface
  public interface Parameters {
    Map<String, Object> of(RunId runId, String dataFile, long seed);
  }

  /**
   * Where metrics are served, and how long after the end.
   *
   * @param port TCP port; 0 for any free one
   * @param lingerSeconds how long after the last request the process stays up to be scraped
   */
  public record MetricsOptions(int port, int lingerSeconds) {}
}
