package io.scaletest.player.cli;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.run.RunOptions;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.driving.session.RequestOptions;
import io.scaletest.kube.config.KubeOptions;
import io.scaletest.player.run.PlayRun;
import io.scaletest.player.run.PlaySettings;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Plays a workload. */
@Command(
    name = "player play",
    description =
        "Plays a workload against an API server: every request at the time that the specification"
            + " and the seed say, whatever the server makes of it.")
final class PlayCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Mixin private SpecParameter spec;
  @Mixin private KubeOptions kube;
  @Mixin private RunOptions run;
  @Mixin private RequestOptions requests;
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() throws InterruptedException {
    requests.check();
    PlaySettings settings =
        new PlaySettings(
            BuildVersion.of(PlayCommand.class),
            spec.file().toString(),
            spec.read(Map.of()),
            run,
            kube::load,
            requests);
    return new PlayRun(settings, StopSignal.onSignals(), System.out).run();
  }
}
