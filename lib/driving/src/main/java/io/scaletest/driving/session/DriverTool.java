package io.scaletest.driving.session;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.run.RunId;
import io.scaletest.common.run.RunOptions;
import io.scaletest.kube.config.ConfigurationSource;
import io.scaletest.kube.transport.ApiTransport;
import java.util.Map;

/**
 * What tells one driver from another.
 *
 * @param name the program's name, also its field manager
 * @param version of the jar
 * @param run options about the run and its files
 * @param configuration says which API server
 * @param clientLb whether to spread requests over all API servers
 * @param requests how requests are sent
 * @param startLines the lines with which a run begins
 * @param metrics where to serve metrics, and how long
 * @param objects makes the objects of a run
 * @param parameters makes the content of the parameter file
 */
public record DriverTool(
    String name,
    String version,
    RunOptions run,
    ConfigurationSource configuration,
    boolean clientLb,
    RequestOptions requests,
    StartLines startLines,
    MetricsOptions metrics,
    Objects objects,
    Parameters parameters) {

  /** Makes the objects of a run. */
  @FunctionalInterface
  public interface Objects {
    /**
     * Finds out what there is to find out about the kind of object, and makes the requests of a
     * run.
     *
     * @param transport for asking the server
     * @throws io.scaletest.common.exit.ToolException if the server does not have the kind
     */
    DrivenObjects of(ApiTransport transport, RunId runId, WallClock clock);
  }

  /** Makes the content of the parameter file: the effective value of every option, by name. */
  @FunctionalInterface
  public interface Parameters {
    Map<String, Object> of(RunId runId, String dataFile, long seed);
  }
}
