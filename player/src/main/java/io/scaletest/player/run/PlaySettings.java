package io.scaletest.player.run;

import io.scaletest.common.clock.WallClock;
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
 * @param trial number of the trial that it is, from 1; 0 for a run that is none
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
    int trial) {
  /** Returns the settings of a trial, a run of its own with another workload. */
  PlaySettings asTrial(int number, Workload other) {
    return new PlaySettings(
        version, spec, other, run, configuration, serverOptions, requests, metrics, number);
  }

  boolean isTrial() {
    return trial > 0;
  }

  /** Returns what the names of a trial have behind the run's ID; empty for a run that is none. */
  String suffix() {
    return isTrial() ? "-t" + trial : "";
  }

  /**
   * Returns the seed. Each trial has one of its own: trials at one value that had the same arrivals
   * would not be several pieces of evidence, but one.
   */
  long seed(WallClock clock) {
    return run.seed(workload.seed(), clock) + trial;
  }
}
