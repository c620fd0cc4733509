package io.scaletest.httperf;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.run.RunId;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.httperf.transfer.Verbosity;
import java.time.ZoneId;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves and requests blocks of bytes over HTTP/2 and TLS, and times every one of them. */
@Command(
    name = "httperf",
    description =
        "Serves blocks of bytes over HTTP/2 and TLS, and with base-url requests them, too: what the"
            + " path carries, and how late each block is.")
public final class Httperf implements Callable<ExitStatus> {
  @Mixin private HttperfOptions options = new HttperfOptions();
  @Mixin private KlogOptions klog = new KlogOptions();

  @Option(
      names = {"-runid", "--runid"},
      paramLabel = "<id>",
      defaultValue = "",
      description =
          "Unique ID of this run, begins the names of its files (default: MMDD.hhmm. and four"
              + " random digits).")
  private String runId = "";

  public static void main(String[] arguments) {
    System.exit(ToolMain.execute(new Httperf(), arguments));
  }

  @Override
  public ExitStatus call() throws InterruptedException {
    HttperfPlan plan = options.plan();
    WallClock clock = WallClock.anchoredTo(Ticker.system());
    RunId id =
        runId.isEmpty()
            ? RunId.generate(
                clock, new SplittableRandom(clock.now().getNano()), ZoneId.systemDefault())
            : RunId.of(runId);
    return new HttperfRun(
            plan,
            id,
            BuildVersion.of(Httperf.class),
            clock,
            StopSignal.onSignals(),
            new Verbosity(klog.verbosity()))
        .run();
  }
}
