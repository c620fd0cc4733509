package io.scaletest.player.cli;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.run.RunOptions;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.driving.session.MetricsOptions;
import io.scaletest.driving.session.RequestOptions;
import io.scaletest.kube.config.KubeOptions;
import io.scaletest.player.run.CapacityRun;
import io.scaletest.player.run.FindMax;
import io.scaletest.player.run.PlayRun;
import io.scaletest.player.run.PlaySettings;
import io.scaletest.player.workload.Specification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a workload is played, wherever it is specified; for {@code @Mixin}. */
final class PlayOptions {
  @Mixin private KubeOptions kube;
  @Mixin private RunOptions run;
  @Mixin private RequestOptions requests;
  @Mixin private MetricsOptions metrics = MetricsOptions.none();

  @Option(
      names = {"-find-max", "--find-max"},
      paramLabel = "KEY=LOW..HIGH",
      description =
          "Search the highest value of a key at which the limits are kept, by trials at values"
              + " from LOW to HIGH: load.hello.rate=10/s..1000/s, watchers.fan.count=10..5000,"
              + " nodes=10..500.")
  private String findMax;

  @Option(
      names = {"-trial", "--trial"},
      paramLabel = "<duration>",
      defaultValue = "60s",
      description = "With --find-max: how long a trial is measured (default: ${DEFAULT-VALUE}).")
  private Duration trial;

  @Option(
      names = {"-settle", "--settle"},
      paramLabel = "<duration>",
      defaultValue = "10s",
      description =
          "With --find-max: how long each trial runs before that (default: ${DEFAULT-VALUE}).")
  private Duration settle;

  @Option(
      names = {"-width", "--width"},
      paramLabel = "<share>",
      defaultValue = "0.05",
      description =
          "With --find-max: how near the bounds are to be, as a share of the lower"
              + " (default: ${DEFAULT-VALUE}).")
  private double width;

  @Option(
      names = {"-at-most", "--at-most"},
      paramLabel = "<duration>",
      defaultValue = "2h",
      description =
          "With --find-max: after what time no further trial begins (default: ${DEFAULT-VALUE}).")
  private Duration atMost;

  /** Plays it to the end. */
  ExitStatus play(Specification spec) throws InterruptedException {
    requests.check();
    metrics.check();
    PlaySettings settings =
        new PlaySettings(
            BuildVersion.of(PlayOptions.class),
            spec,
            spec.read(Map.of()),
            run,
            kube::load,
            serverOptions(),
            requests,
            metrics,
            0);
    OptionRule.require(
        settings.workload().nodes().isEmpty() || kube.context().isEmpty(),
        "context",
        "left out with nodes: hollow-node takes a file's current context",
        kube.context());
    if (findMax == null) {
      return new PlayRun(settings, StopSignal.onSignals(), System.out).run();
    }
    OptionRule.require(trial.toSeconds() >= 1, "trial", "at least 1s", trial);
    OptionRule.require(settle.toMillis() >= 1, "settle", "at least 1ms", settle);
    OptionRule.require(width > 0 && width <= 1, "width", "above 0 and at most 1", width);
    return new CapacityRun(
            settings,
            FindMax.of(findMax),
            settle,
            trial,
            width,
            atMost,
            StopSignal.onSignals(),
            System.out)
        .run();
  }

  /** Returns the options that have hollow-node use the same server. */
  private List<String> serverOptions() {
    return kube.kubeconfig().isEmpty() ? List.of() : List.of("--kubeconfig=" + kube.kubeconfig());
  }
}
