package io.scaletest.flunderwatch;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.watching.watchers.WatchPlan;
import io.scaletest.watching.watchers.WatchRun;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists and watches Flunders, again and again, in one loop or in thousands. */
@Command(
    name = "flunder-watch",
    description =
        "Lists Flunders and watches them for 300 to 599 s, again and again; with --watchers in"
            + " many independent loops, of which it reports what each saw.")
public final class FlunderWatch implements Callable<ExitStatus> {
  @Mixin private WatchOptions options = new WatchOptions();

  @Mixin private KlogOptions klog = new KlogOptions();

  private final Supplier<StopSignal> stops;
  private final PrintStream out;

  public FlunderWatch() {
    this(StopSignal::onSignals, System.out);
  }

  /** Returns a watcher that ends when {@code stops} says so, for tests. */
  FlunderWatch(Supplier<StopSignal> stops, PrintStream out) {
    this.stops = stops;
    this.out = out;
  }

  public static void main(String[] arguments) {
    System.exit(ToolMain.execute(new FlunderWatch(), arguments));
  }

  @Override
  public ExitStatus call() throws InterruptedException {
    WatchPlan plan = options.plan();
    WallClock wallClock = WallClock.anchoredTo(Ticker.system());
    String version = BuildVersion.of(FlunderWatch.class);
    return new WatchRun(plan, version, wallClock, stops.get(), out).run();
  }
}
