package io.scaletest.watching.loops;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Independent loops in one process, started one after the other. Safe for use by many threads. */
public final class TimedWatchLoops {
  /**
   * Lists under way at once: each holds its whole answer in memory, and a thousand loops that begin
   * together would hold a thousand of them.
   */
  static final int LISTS_AT_ONCE = 32;

  private final LoopParts parts;
  private final List<TimedWatchLoop> loops;

  /**
   * Returns loops that do nothing before {@link #start}.
   *
   * @param seed where the random times of the loops come from; the same seed gives each loop the
   *     same times
   */
  public TimedWatchLoops(LoopParts parts, int watchers, long seed) {
    this.parts = parts;
    var listTurns = new Turns(LISTS_AT_ONCE, parts.faults());
    var stamps = new UpdateStamps();
    var random = new SplittableRandom(seed);
    List<TimedWatchLoop> made = new ArrayList<>(watchers);
    for (int number = 1; number <= watchers; number++) {
      made.add(new TimedWatchLoop(parts, listTurns, stamps, number, random.split()));
    }
    this.loops = List.copyOf(made);
  }

  /** Starts the loops, evenly spread over {@code ramp}, the first at once. To be called once. */
  public void start(Duration ramp) {
    start(1, loops.size(), ramp);
  }

  /**
   * Starts some of the loops, evenly spread over {@code ramp}, the first at once. To be called once
   * for each loop.
   *
   * @param first number of the first of them, from 1
   * @param last number of the last of them; none where it is less than first
   */
  public void start(int first, int last, Duration ramp) {
    long rampNs = ramp.toNanos();
    for (TimedWatchLoop loop : loops.subList(first - 1, Math.max(first - 1, last))) {
      long delayNs = (long) ((double) rampNs * (loop.number() - first) / (last - first + 1));
      if (delayNs == 0) {
        loop.start();
      } else {
        parts.timers().schedule(delayNs, loop::start);
      }
    }
  }

  /** Returns the loops, by number. */
  public List<TimedWatchLoop> all() {
    return loops;
  }

  /** Returns how many watches are open. */
  public int open() {
    return (int) loops.stream().filter(TimedWatchLoop::isOpen).count();
  }

  /**
   * Returns how many of the loops up to number {@code last} have never had a watch open: they hear
   * of nothing yet.
   */
  public int neverOpened(int last) {
    return (int)
        loops.subList(0, last).stream()
            .filter(loop -> loop.establishNs() == TimedWatchLoop.NOT_ESTABLISHED)
            .count();
  }

  /** Returns the sum of a count over all loops. */
  public long total(LoopCount count) {
    long total = 0;
    for (TimedWatchLoop loop : loops) {
      total += loop.counts().get(count);
    }
    return total;
  }

  /** Returns the events of objects that came, over all loops. */
  public long objectEvents() {
    long total = 0;
    for (TimedWatchLoop loop : loops) {
      total += loop.counts().objectEvents();
    }
    return total;
  }

  /**
   * Ends the loops from number {@code first} on, evenly spread over {@code ramp}; they cannot be
   * started again.
   *
   * @param last number of the last of them
   */
  public void stop(int first, int last, Duration ramp) {
    long rampNs = ramp.toNanos();
    for (TimedWatchLoop loop : loops.subList(first - 1, last)) {
      long delayNs = (long) ((double) rampNs * (last - loop.number()) / (last - first + 1));
      parts.timers().schedule(delayNs, loop::stop);
    }
  }

  /**
   * Makes some loops lose their watches at once, as when their server goes away: each lists and
   * watches again.
   *
   * @param share of the loops that have an open watch, 0 to 1, those of the lowest numbers
   */
  public void drop(double share) {
    List<TimedWatchLoop> watching = loops.stream().filter(TimedWatchLoop::isOpen).toList();
    watching.subList(0, (int) Math.round(share * watching.size())).forEach(TimedWatchLoop::drop);
  }

  /** Ends all loops; what comes for them afterwards is not counted. Idempotent. */
  public void stop() {
    loops.forEach(TimedWatchLoop::stop);
  }
}
