package io.scaletest.kube.transport;

import io.netty.util.concurrent.EventExecutor;
import io.scaletest.common.fault.FaultHandler;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Calls what watches over the time limits of connections and transports, by one timer for each
 * event loop, however many of them share it: thousands of clients would else have thousands of
 * timers, each set anew four times a second. Safe for use by many threads; what is called must not
 * block.
 */
final class Sweeps {
  /** How often time limits are looked at, and so the precision of every timeout. */
  static final long PERIOD_MS = 250;

  private static final String WHERE = "the watch over time limits";

  private final FaultHandler faults;
  private final Map<EventExecutor, Set<Runnable>> sweeps = new ConcurrentHashMap<>();

  /**
   * @param faults hears of what a sweep throws; the others are called all the same
   */
  Sweeps(FaultHandler faults) {
    this.faults = faults;
  }

  /**
   * Calls {@code sweep} on {@code loop} in each period.
   *
   * @return ends that
   */
  Runnable begin(EventExecutor loop, Runnable sweep) {
    Set<Runnable> ofLoop = sweeps.computeIfAbsent(loop, this::startTimer);
    ofLoop.add(sweep);
    return () -> ofLoop.remove(sweep);
  }

  private Set<Runnable> startTimer(EventExecutor loop) {
    Set<Runnable> ofLoop = ConcurrentHashMap.newKeySet();
    var unused =
        loop.scheduleAtFixedRate(
            () -> ofLoop.forEach(this::run), PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
    return ofLoop;
  }

  /** A timer that throws is never called again, and nothing would time out any more. */
  private void run(Runnable sweep) {
    try {
      sweep.run();
    } catch (Throwable thrown) {
      faults.handle(WHERE, thrown);
    }
  }
}
