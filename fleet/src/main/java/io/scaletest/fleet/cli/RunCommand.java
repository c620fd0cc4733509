package io.scaletest.fleet.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.run.RunId;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.fabric8.MeasuredClient;
import io.scaletest.fleet.cluster.FleetObjects;
import io.scaletest.fleet.members.MemberClient;
import io.scaletest.fleet.run.FleetRun;
import io.scaletest.fleet.spec.FleetSpec;
import io.scaletest.fleet.spec.SpecReader;
import io.scaletest.kube.config.KubeOptions;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Does a run from its specification to its merged results. */
@Command(
    name = "fleet run",
    description =
        "Runs drivers, and loggers, in many pods as one run: a shared load, one start, one result.")
final class RunCommand implements Callable<ExitStatus>, OptionsAnywhere {
  private static final int TOKEN_BYTES = 16;

  @Mixin private KubeOptions kube = new KubeOptions();
  @Mixin private KlogOptions klog = new KlogOptions();

  @Parameters(arity = "1", paramLabel = "SPEC", description = "YAML file that describes the run.")
  private Path specFile;

  @Option(
      names = {"-output", "--output"},
      paramLabel = "<folder>",
      defaultValue = "",
      description = "Folder for the results, new or empty (default: fleet-RUN).")
  private String output = "";

  @Override
  public ExitStatus call() {
    FleetSpec spec = SpecReader.read(specFile);
    WallClock clock = WallClock.anchoredTo(Ticker.system());
    SecureRandom random = new SecureRandom();
    String run =
        spec.run()
            .orElseGet(
                () ->
                    RunId.generate(clock, random, ZoneId.systemDefault())
                        .value()
                        .replace('.', '-'));
    long seed = spec.seed() == 0 ? 1 + (random.nextLong() >>> 1) % Long.MAX_VALUE : spec.seed();
    byte[] token = new byte[TOKEN_BYTES];
    random.nextBytes(token);
    String tokenText = HexFormat.of().formatHex(token);
    StopSignal stop = StopSignal.onSignals();
    RunFaults faults = new RunFaults(stop::request);
    Path folder = ResultFolder.make(output.isEmpty() ? "fleet-" + run : output);
    try (MeasuredClient client = Connection.open(kube, faults)) {
      FleetRun fleet =
          new FleetRun(
              spec,
              run,
              seed,
              new FleetObjects(client.client(), spec.namespace(), run),
              new MemberClient(client.transport(), clock, spec.namespace(), spec.port(), tokenText),
              tokenText,
              clock,
              stop,
              folder);
      ExitStatus status = fleet.run();
      faults.throwIfAny();
      return status;
    } finally {
      ResultFolder.removeIfEmpty(folder);
    }
  }
}
