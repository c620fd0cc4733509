package io.scaletest.fleet.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.fabric8.MeasuredClient;
import io.scaletest.fleet.run.Removal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Deletes what a run whose own process is gone has in the cluster. */
@Command(
    name = "fleet down",
    description = "Deletes the Jobs, pods and Secrets of a run. Idempotent.")
final class DownCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Mixin private RunNameOptions name = new RunNameOptions();
  @Mixin private KlogOptions klog = new KlogOptions();

  @Override
  public ExitStatus call() {
    String run = name.run();
    WallClock clock = WallClock.anchoredTo(Ticker.system());
    StopSignal stop = StopSignal.onSignals();
    RunFaults faults = new RunFaults(stop::request);
    try (MeasuredClient connection = Connection.open(name.kube(), faults)) {
      RunningFleet fleet = RunningFleet.find(connection, clock, name.namespace(), run);
      new Removal(fleet.objects(), fleet.client(), clock.ticker()).run(fleet.members());
      faults.throwIfAny();
    }
    return CommonExit.OK;
  }
}
