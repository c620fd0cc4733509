package io.scaletest.flunderlogger;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.kube.config.ServerOverrideOptions;
import io.scaletest.kube.flunders.FlunderOptions;
import io.scaletest.watching.address.UserAgents;
import io.scaletest.watching.logger.LoggerOptions;
import io.scaletest.watching.logger.LoggerPlan;
import io.scaletest.watching.logger.LoggerTool;
import io.scaletest.watching.logger.ObjectLogger;
import java.io.PrintStream;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Logs when each change of a Flunder was notified and worked off. */
@Command(
    name = "flunder-logger",
    description =
        "Watches Flunders, through the aggregator or direct, and logs when each change was notified"
            + " and dequeued.")
public final class FlunderLogger implements Callable<ExitStatus> {
  /** Any free one: the original serves no metrics, and several may run on one machine. */
  private static final int METRIC_PORT = 0;

  @Mixin private LoggerOptions options = new LoggerOptions(METRIC_PORT);

  @Mixin private FlunderOptions flunders = new FlunderOptions();

  @Mixin private ServerOverrideOptions override = new ServerOverrideOptions();

  @Mixin private KlogOptions klog = new KlogOptions();

  private final Supplier<StopSignal> stops;
  private final PrintStream out;
  private final WallClock wallClock = WallClock.anchoredTo(Ticker.system());

  public FlunderLogger() {
    this(StopSignal::onSignals, System.out);
  }

  /** Returns a logger that ends when {@code stops} says so, for tests. */
  FlunderLogger(Supplier<StopSignal> stops, PrintStream out) {
    this.stops = stops;
    this.out = out;
  }

  public static void main(String[] arguments) {
    System.exit(ToolMain.execute(new FlunderLogger(), arguments));
  }

  /** Returns what the options ask for, checked without any input or output. */
  LoggerPlan plan() {
    flunders.check();
    override.check();
    return options.plan(
        new LoggerTool(
            "flunder-logger",
            this::userAgent,
            UserAgents::line,
            userAgent -> override.applyTo(options.load(userAgent)),
            new FlunderKind(flunders),
            "spec",
            true,
            false,
            Map.of(
                "group", flunders.group(),
                "api-version", flunders.version(),
                "override-server", override.server(),
                "insecure", override.insecure())));
  }

  private String userAgent(String address) {
    return UserAgents.withBirthmark(
        "flunder-logger", address, wallClock.now(), ZoneId.systemDefault());
  }

  @Override
  public ExitStatus call() throws InterruptedException {
    LoggerPlan plan = plan();
    String version = BuildVersion.of(FlunderLogger.class);
    return new ObjectLogger(plan, version, wallClock, stops.get(), out).run();
  }
}
