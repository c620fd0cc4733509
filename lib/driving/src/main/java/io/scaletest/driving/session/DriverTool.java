package io.scaletest.driving.session;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.run.RunId;
import io.scaletest.common.run.RunOptions;
import io.scaletest.kube.config.ConfigurationSource;
import io.scaletest.kube.transport.ApiTransport;
import java.util.List;
import java.util.Map;

/**
 * What tells one driver from another, whichever loop it runs.
 *
 * @param name the program's name
 * @param version of the jar
 * @param run options about the run and its files
 * @param configuration says which API server
 * @param requests how requests are sent
 * @param metrics where to serve metrics, and how long
 * @param objects makes the objects of a run
 * @param parameters makes the content of the parameter file
 */
public record DriverTool(
    String name,
    String version,
    RunOptions run,
    ConfigurationSource configuration,
    RequestOptions requests,
    MetricsOptions metrics,
    Objects objects,
    Parameters parameters) {

  /** Makes the objects of a run, in two steps: what can be checked without a server comes first. */
  @FunctionalInterface
  public interface Objects {
    /**
     * Checks what needs no server.
     *
     * @return finds out the rest
     * @throws io.scaletest.common.exit.ToolException if there can be no such objects
     */
    Search of(RunId runId, WallClock clock);
  }

  /** Finds out what there is to find out about the kind of object. */
  @FunctionalInterface
  public interface Search {
    /**
     * Asks the server; may block, bounded.
     *
     * @throws io.scaletest.common.exit.ToolException if the server does not have the kind
     */
    DrivenObjects find(ApiTransport transport);
  }

  /** Makes the content of the parameter file: the effective value of every option, by name. */
  @FunctionalInterface
  public interface Parameters {
    /**
     * @param servers base URLs of all servers that requests go to, at least one
     */
    Map<String, Object> of(RunId runId, String dataFile, long seed, List<String> servers);
  }
}
