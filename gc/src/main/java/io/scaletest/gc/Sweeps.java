package io.scaletest.gc;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.kube.transport.ApiTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Sweeps one kind after the other, waits, for a bounded time, for what does not go at once, and
 * tells the user kind by kind. Used by one thread.
 */
final class Sweeps {
  private static final long FIRST_LOOK_AGAIN_MS = 250;
  private static final long LONGEST_LOOK_AGAIN_MS = 4_000;

  private final ApiTransport transport;
  private final Selection selection;
  private final boolean dryRun;
  private final Set<String> finalizers;
  private final Duration limit;
  private final StopSignal stop;
  private final Ticker ticker;
  private final List<String> incomplete = new ArrayList<>();
  private boolean foundAny;

  /**
   * @param dryRun whether to count only
   * @param finalizers to be taken from what is being deleted
   * @param limit how long to wait for what is being deleted
   */
  Sweeps(
      ApiTransport transport,
      Selection selection,
      boolean dryRun,
      Set<String> finalizers,
      Duration limit,
      StopSignal stop,
      Ticker ticker) {
    this.transport = transport;
    this.selection = selection;
    this.dryRun = dryRun;
    this.finalizers = finalizers;
    this.limit = limit;
    this.stop = stop;
    this.ticker = ticker;
  }

  /** Sweeps kinds in this order; returns the names of those of which something may be left. */
  List<String> run(List<ServedKind> kinds) {
    List<Sweep> open = new ArrayList<>();
    for (ServedKind kind : kinds) {
      Sweep sweep =
          new Sweep(transport, kind, selection, dryRun, finalizers, stop::pause, progress(kind));
      SweepCount count = sweep.run();
      foundAny |= count.found() > 0;
      if (!sweep.note().isEmpty()) {
        System.err.println(kind + ": " + sweep.note());
      }
      if (count.found() > 0 && !dryRun && sweep.isAnswered()) {
        open.add(sweep);
      } else {
        report(sweep, count, "");
      }
      if (stop.requested() || !sweep.isAnswered()) {
        break; // without a server, the other kinds would only wait for it again
      }
    }
    settle(open);
    if (!foundAny && incomplete.isEmpty() && !stop.requested()) {
      System.out.println("nothing to delete: no objects of " + selection);
    }
    return List.copyOf(incomplete);
  }

  /** Looks at once, and again after growing pauses. */
  private void settle(List<Sweep> open) {
    long startNs = ticker.nanos();
    long pauseMs = FIRST_LOOK_AGAIN_MS;
    while (!open.isEmpty()) {
      for (Sweep sweep : List.copyOf(open)) {
        if (sweep.settle()) {
          open.remove(sweep);
          report(sweep, sweep.result(), "");
        }
        if (!sweep.isAnswered()) {
          open.forEach(other -> report(other, other.result(), "nobody could look what is left"));
          return;
        }
      }
      long leftMs = limit.minusNanos(ticker.nanos() - startNs).toMillis();
      if (leftMs <= 0 || !stop.pause(Math.min(pauseMs, leftMs))) {
        break;
      }
      pauseMs = Math.min(2 * pauseMs, LONGEST_LOOK_AGAIN_MS);
    }
    open.forEach(sweep -> report(sweep, sweep.result(), sweep.open()));
  }

  /**
   * @param left why something of the kind may be there still; empty if nothing is
   */
  private void report(Sweep sweep, SweepCount count, String left) {
    ServedKind kind = sweep.kind();
    if (count.found() > 0) {
      System.out.println(
          dryRun
              ? "found " + count.found() + " " + kind + " of " + selection + ", deleted none"
              : count.summary(kind, selection));
    }
    if (!count.isComplete() && !stop.requested()) {
      System.err.println(kind + ": " + count.failure() + count.more());
    }
    if (!left.isEmpty() && !stop.requested()) {
      System.err.println(kind + ": " + left);
    }
    if (!count.isComplete() || !left.isEmpty()) {
      incomplete.add(kind.toString());
    }
  }

  private static Consumer<SweepCount> progress(ServedKind kind) {
    return count ->
        System.err.println(
            kind + ": " + count.found() + " found, " + count.deleted() + " deleted so far");
  }
}
