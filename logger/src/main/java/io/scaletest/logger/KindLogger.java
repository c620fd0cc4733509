package io.scaletest.logger;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.config.ServerOverrideOptions;
import io.scaletest.watching.address.UserAgents;
import io.scaletest.watching.logger.LoggerOptions;
import io.scaletest.watching.logger.LoggerPlan;
import io.scaletest.watching.logger.LoggerTool;
import io.scaletest.watching.logger.ObjectLogger;
import io.scaletest.watching.place.KindSearch;
import io.scaletest.watching.place.KindSource;
import io.scaletest.watching.watchers.WatchPlan;
import io.scaletest.watching.watchers.WatchRun;
import io.scaletest.watching.watchers.WatchTool;
import io.scaletest.watching.watchers.WatchersOptions;
import java.io.PrintStream;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Watches objects of any kind: a row for each change, or for each of many watchers. */
@Command(
    name = "logger",
    description =
        "Watches objects of any kind the server has, and logs when each change was notified and"
            + " dequeued; with --watchers, how many changes each of many watchers was notified of,"
            + " and how late.")
public final class KindLogger implements Callable<ExitStatus> {
  private static final String NAME = "logger";

  /** Any free one: several may run on one machine. */
  private static final int METRIC_PORT = 0;

  @Mixin private LoggerOptions options = new LoggerOptions(METRIC_PORT);

  @Mixin private KindOption kind = new KindOption();

  @Mixin private WatchersOptions watchers = new WatchersOptions();

  @Mixin private ServerOverrideOptions override = new ServerOverrideOptions();

  @Mixin private KlogOptions klog = new KlogOptions();

  @Option(
      names = {"-no-compare", "--no-compare"},
      description = "Do not compare an object's state with the one last seen. For one watcher.")
  private boolean noCompare;

  private final Supplier<StopSignal> stops;
  private final PrintStream out;
  private final WallClock wallClock = WallClock.anchoredTo(Ticker.system());

  public KindLogger() {
    this(StopSignal::onSignals, System.out);
  }

  /** Returns a logger that ends when {@code stops} says so, for tests. */
  KindLogger(Supplier<StopSignal> stops, PrintStream out) {
    this.stops = stops;
    this.out = out;
  }

  public static void main(String[] arguments) {
    System.exit(ToolMain.execute(new KindLogger(), arguments));
  }

  @Override
  public ExitStatus call() throws InterruptedException {
    override.check();
    watchers.check();
    KindSource source = kind.source(options.namespace());
    String version = BuildVersion.of(KindLogger.class);
    if (watchers.watchers() == 1) {
      LoggerPlan plan = loggerPlan(source);
      return new ObjectLogger(plan, version, wallClock, stops.get(), out).run();
    }
    WatchPlan plan = watchPlan(source);
    return new WatchRun(plan, version, wallClock, stops.get(), out).run();
  }

  private LoggerPlan loggerPlan(KindSource source) {
    watchers.requireOnlyOne();
    return options.plan(
        new LoggerTool(
            NAME,
            address ->
                UserAgents.withBirthmark(NAME, address, wallClock.now(), ZoneId.systemDefault()),
            UserAgents::line,
            this::load,
            source,
            "spec",
            !noCompare,
            true,
            own()));
  }

  private WatchPlan watchPlan(KindSource source) {
    OptionRule.require(
        !noCompare, "no-compare", "left out with watchers=" + watchers.watchers(), noCompare);
    return options.watchPlan(
        new WatchTool(NAME, NAME, "scaletest_watch_", this::load, new KindSearch(source)),
        watchers,
        own());
  }

  private ClientConfiguration load(String userAgent) throws ConfigurationException {
    return override.applyTo(options.load(userAgent));
  }

  private Map<String, Object> own() {
    Map<String, Object> values = new LinkedHashMap<>(kind.effective());
    values.put("watchers", watchers.watchers());
    values.put("override-server", override.server());
    values.put("insecure", override.insecure());
    values.put("no-compare", noCompare);
    return values;
  }
}
