package io.scaletest.common.clock;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * Wall time that runs with a {@link Ticker}: read from the system once, when it is made, and moved
 * on by the ticker alone afterwards.
 *
 * <p>So the difference of two stamps of one run always equals the interval that the ticker measured
 * between them, whatever NTP or an operator does to the system clock meanwhile. The price is that a
 * correction of the system clock during a run is not followed; {@link #driftNs()} returns how large
 * it would have been.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class WallClock {
  private static final long NS_PER_S = TimeUnit.SECONDS.toNanos(1);
  private static final long NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Two clocks are read one after the other; whoever waits for a core in between reads again. */
  private static final int READINGS = 5;

  private static final long TOGETHER_NS = TimeUnit.MICROSECONDS.toNanos(100);

  private final InstantSource system;
  private final Ticker ticker;
  private final long anchorTickerNs;
  private final long anchorEpochSecond;
  private final long anchorNanoOfSecond;

  private WallClock(InstantSource system, Ticker ticker, Instant anchor, long anchorTickerNs) {
    this.system = system;
    this.ticker = ticker;
    this.anchorTickerNs = anchorTickerNs;
    this.anchorEpochSecond = anchor.getEpochSecond();
    this.anchorNanoOfSecond = anchor.getNano();
  }

  /**
   * Returns a wall clock that starts at the system's time now and then runs with {@code ticker}.
   */
  public static WallClock anchoredTo(Ticker ticker) {
    return anchoredTo(InstantSource.system(), ticker);
  }

  static WallClock anchoredTo(InstantSource system, Ticker ticker) {
    Moment now = Moment.of(system, ticker);
    return new WallClock(system, ticker, now.system(), now.tickerNs());
  }

  /** Returns a wall clock that shows {@code start} now and then runs with {@code ticker}. */
  public static WallClock startingAt(Instant start, Ticker ticker) {
    return new WallClock(InstantSource.system(), ticker, start, ticker.nanos());
  }

  /** Returns the ticker that moves this clock. */
  public Ticker ticker() {
    return ticker;
  }

  /** Returns the wall time now. */
  public Instant now() {
    return at(ticker.nanos());
  }

  /** Returns the wall time at a reading of this clock's ticker, earlier or later than now. */
  public Instant at(long tickerNs) {
    long sinceAnchorNs = tickerNs - anchorTickerNs;
    return Instant.ofEpochSecond(anchorEpochSecond, anchorNanoOfSecond + sinceAnchorNs);
  }

  /**
   * Returns the milliseconds since the epoch, rounded down, at a reading of this clock's ticker.
   * Allocates nothing.
   */
  public long epochMillisAt(long tickerNs) {
    long nanoOfSecond = anchorNanoOfSecond + (tickerNs - anchorTickerNs);
    return Math.addExact(
        Math.multiplyExact(anchorEpochSecond, 1_000L), Math.floorDiv(nanoOfSecond, NS_PER_MS));
  }

  /**
   * Returns the nanoseconds from a stamp to a reading of this clock's ticker; negative where the
   * stamp is later, as one of another clock may be. More than 292 years are as many. Allocates
   * nothing.
   *
   * @param stampEpochMs milliseconds since the epoch
   */
  public long nanosSince(long stampEpochMs, long tickerNs) {
    long ns = TimeUnit.MILLISECONDS.toNanos(anchorEpochSecond * 1_000L - stampEpochMs);
    boolean centuries = ns == Long.MAX_VALUE || ns == Long.MIN_VALUE;
    return centuries ? ns : ns + anchorNanoOfSecond + (tickerNs - anchorTickerNs);
  }

  /**
   * Returns how many nanoseconds the system's wall clock is ahead of this one now: what was
   * corrected (or drifted) since this clock was made.
   */
  public long driftNs() {
    Moment now = Moment.of(system, ticker);
    Instant here = at(now.tickerNs());
    return (now.system().getEpochSecond() - here.getEpochSecond()) * NS_PER_S
        + (now.system().getNano() - here.getNano());
  }

  /** What the system's clock and a ticker said together: of several readings the closest. */
  private record Moment(Instant system, long tickerNs) {
    static Moment of(InstantSource system, Ticker ticker) {
      Moment closest = null;
      long closestNs = Long.MAX_VALUE;
      for (int i = 0; i < READINGS && closestNs > TOGETHER_NS; i++) {
        long before = ticker.nanos();
        Instant now = system.instant();
        long tookNs = ticker.nanos() - before;
        if (tookNs < closestNs) {
          closest = new Moment(now, before + tookNs / 2);
          closestNs = tookNs;
        }
      }
      return closest;
    }
  }
}
