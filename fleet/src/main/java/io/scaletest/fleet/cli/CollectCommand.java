package io.scaletest.fleet.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.fabric8.MeasuredClient;
import io.scaletest.fleet.run.Collection;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Collects what a run whose own process is gone has come to. */
@Command(
    name = "fleet collect",
    description = "Collects and merges the results of a run whose own process is gone.")
final class CollectCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Mixin private RunNameOptions name = new RunNameOptions();
  @Mixin private KlogOptions klog = new KlogOptions();

  @Option(
      names = {"-output", "--output"},
      paramLabel = "<folder>",
      defaultValue = "",
      description = "Folder for the results, new or empty (default: fleet-RUN).")
  private String output = "";

  @Override
  public ExitStatus call() {
    String run = name.run();
    String namespace = name.namespace();
    WallClock clock = WallClock.anchoredTo(Ticker.system());
    StopSignal stop = StopSignal.onSignals();
    RunFaults faults = new RunFaults(stop::request);
    try (MeasuredClient connection = Connection.open(name.kube(), faults)) {
      RunningFleet fleet = RunningFleet.find(connection, clock, namespace, run);
      if (fleet.members().isEmpty()) {
        throw RunningFleet.none(namespace, run);
      }
      Path folder = ResultFolder.make(output.isEmpty() ? "fleet-" + run : output);
      // The agreed start and the run's seed went with its process.
      Collection.Facts facts =
          new Collection.Facts(run, 0, Optional.empty(), OptionalDouble.empty(), Optional.empty());
      ExitStatus status = new Collection(fleet.client(), folder).of(facts, fleet.members());
      faults.throwIfAny();
      return stop.status().orElse(status);
    }
  }
}
