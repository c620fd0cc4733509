package io.scaletest.player.run;

import io.scaletest.common.run.RunOptions;
import io.scaletest.driving.session.MetricsOptions;
import io.scaletest.driving.session.RequestOptions;
import io.scaletest.kube.config.ConfigurationSource;
import io.scaletest.player.workload.Specification;
import io.scaletest.player.workload.Workload;
import java.util.List;

/**
 * What a run is made of, checked.
 *
 * @param version of the jar
 * @param spec where the workload is specified
 * @param run options about the run and its files
 * @param configuration says which API server
 * @param serverOptions options that have a tool beside the run use the same API server
 * @param requests how requests are sent
 * @param metrics where the run's metrics and its page are served
 * @param suffix what the names of one of several runs have behind the run's ID; empty for the only
 *     one
 */
public record PlaySettings(
    String version,
    Specification spec,
    Workload workload,
    RunOptions run,
    ConfigurationSource configuration,
    List<String> serverOptions,
    RequestOptions requests,
    MetricsOptions metrics,
    String suffix) {
  /** Returns the settings of one of several runs. */
  PlaySettings with(Workload other, String otherSuffix) {
    return new PlaySettings(
        version, spec, other, run, configuration, serverOptions, requests, metrics, otherSuffix);
  }
}
