package io.scaletest.driving.loop;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.pacing.Pacer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * How far a loop is, whatever its schedule: when it began, what it has sent, what is in flight, and
 * whether it was told to end.
 *
 * <p>The loop's pacer writes it, but for {@link #stop} and {@link #answered}; any thread reads it.
 */
public final class LoopState {
  /** How long after a stop the answers still under way are waited for. */
  public static final long DRAIN_TIMEOUT_NS = 10_000_000_000L;

  private final Ticker ticker;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean stopped;
  private volatile long startNs;
  private volatile long arrived;
  private volatile long lastIntendedSinceStartNs;
  private volatile long carriedAtLastArrival;
  private LongSupplier carried = () -> 0;
  private long stoppedSinceNs = Long.MAX_VALUE;

  public LoopState(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Fixes the start instant, from which all intended times count. */
  public void begin() {
    startNs = ticker.nanos();
  }

  /**
   * Says how many operations of the schedule have been done so far; before the start.
   *
   * @param soFar read at each arrival
   */
  public void countCarriedBy(LongSupplier soFar) {
    carried = soFar;
  }

  /** Asks for an early end: nothing more is to be sent. */
  public void stop() {
    stopped = true;
  }

  public boolean stopped() {
    return stopped;
  }

  /** Counts an operation of the schedule, which is about to be sent. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
  public void arrive(long intendedNs) {
    arrived++;
    carriedAtLastArrival = carried.getAsLong();
    lastIntendedSinceStartNs = Math.max(lastIntendedSinceStartNs, intendedNs - startNs);
  }

  /** Counts a request as in flight. */
  public void sent() {
    inFlight.incrementAndGet();
  }

  /** Counts a request as answered; returns how many are in flight still. */
  public int answered() {
    return inFlight.decrementAndGet();
  }

  /**
   * Returns when a loop that was stopped is to look again, or {@link Pacer#DONE} as soon as nothing
   * is in flight or the answers have been waited for long enough.
   */
  public long drain(long nowNs) {
    stoppedSinceNs = Math.min(stoppedSinceNs, nowNs);
    boolean over = inFlight() == 0 || nowNs - stoppedSinceNs >= DRAIN_TIMEOUT_NS;
    return over ? Pacer.DONE : stoppedSinceNs + DRAIN_TIMEOUT_NS;
  }

  /** Returns the instant from which intended times count, as a reading of the ticker. */
  public long startNs() {
    return startNs;
  }

  /** Returns how many requests have been sent and not yet answered. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Returns how many operations of the schedule have been sent. */
  public long arrived() {
    return arrived;
  }

  /** Returns how many of these had been done when the last of them was about to be sent. */
  public long carriedAtLastArrival() {
    return carriedAtLastArrival;
  }

  /** Returns the latest intended time of these, since the start; 0 if there is none. */
  public long lastIntendedSinceStartNs() {
    return lastIntendedSinceStartNs;
  }
}
