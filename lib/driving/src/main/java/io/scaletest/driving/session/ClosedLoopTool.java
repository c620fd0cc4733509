package io.scaletest.driving.session;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.run.RunId;
import io.scaletest.common.run.RunOptions;
import io.scaletest.driving.lifecycle.UpdatableLifecycle;
import io.scaletest.kube.config.KubeOptions;
import io.scaletest.kube.kinds.ObjectKind;
import java.util.List;
import java.util.Map;

/**
 * What tells one closed-loop driver from another.
 *
 * @param name the program's name
 * @param version of the jar
 * @param run options about the run and its files
 * @param kube options about the API server
 * @param servers how many API servers to spread the threads over: 0 for all of Service {@code
 *     default/kubernetes}, 1 for the configured one
 * @param requests how requests are sent
 * @param startLines values to tell at the start besides the plan's, by the original's names
 * @param kind of the objects that the driver writes
 * @param objects makes the objects of a run; its checks need no server
 * @param parameters makes the content of the parameter file
 */
public record ClosedLoopTool(
    String name,
    String version,
    RunOptions run,
    KubeOptions kube,
    int servers,
    RequestOptions requests,
    Map<String, Object> startLines,
    ObjectKind kind,
    Objects objects,
    Parameters parameters) {

  /** Makes the objects of a run. */
  @FunctionalInterface
  public interface Objects {
    UpdatableLifecycle of(RunId runId, WallClock clock);
  }

  /** Makes the content of the parameter file: the effective value of every option, by name. */
  @FunctionalInterface
  public interface Parameters {
    Map<String, Object> of(RunId runId, String dataFile, long seed, List<String> servers);
  }
}
