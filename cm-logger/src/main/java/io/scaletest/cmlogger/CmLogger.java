package io.scaletest.cmlogger;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.watching.logger.LoggerOptions;
import io.scaletest.watching.logger.LoggerPlan;
import io.scaletest.watching.logger.LoggerTool;
import io.scaletest.watching.logger.ObjectLogger;
import io.scaletest.watching.place.KindSource;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Logs when each change of a ConfigMap was notified and worked off. */
@Command(
    name = "cm-logger",
    description = "Watches ConfigMaps and logs when each change was notified and dequeued.")
public final class CmLogger implements Callable<ExitStatus> {
  private static final String USER_AGENT = "obj-logger@";
  private static final int METRIC_PORT = 9_101;

  @Mixin private LoggerOptions options = new LoggerOptions(METRIC_PORT);

  @Mixin private KlogOptions klog = new KlogOptions();

  @Option(
      names = {"-no-compare", "--no-compare"},
      description = "Do not compare an object's state with the one last seen.")
  private boolean noCompare;

  private final Supplier<StopSignal> stops;
  private final PrintStream out;

  public CmLogger() {
    this(StopSignal::onSignals, System.out);
  }

  /** Returns a logger that ends when {@code stops} says so, for tests. */
  CmLogger(Supplier<StopSignal> stops, PrintStream out) {
    this.stops = stops;
    this.out = out;
  }

  public static void main(String[] arguments) {
    System.exit(ToolMain.execute(new CmLogger(), arguments));
  }

  /** Returns what the options ask for, checked without any input or output. */
  LoggerPlan plan() {
    return options.plan(
        new LoggerTool(
            "cm-logger",
            address -> USER_AGENT + address,
            userAgent ->
                "Using " + userAgent.substring(USER_AGENT.length()) + " as my host address",
            options::load,
            KindSource.known(ObjectKind.CONFIG_MAP),
            "data",
            !noCompare,
            true,
            Map.of("no-compare", noCompare)));
  }

  @Override
  public ExitStatus call() throws InterruptedException {
    LoggerPlan plan = plan();
    WallClock wallClock = WallClock.anchoredTo(Ticker.system());
    String version = BuildVersion.of(CmLogger.class);
    return new ObjectLogger(plan, version, wallClock, stops.get(), out).run();
  }
}
