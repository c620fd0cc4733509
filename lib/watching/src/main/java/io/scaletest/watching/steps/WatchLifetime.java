package io.scaletest.watching.steps;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long a watch asks the server to keep it open: at random, so that watches do not end together;
 * 300 to 599 s for all but those of single objects.
 *
 * <p><i>Source:</i> contract, "flunder-watch"; client-go's reflector has nearly the same.
 *
 * @param seconds what is asked for
 */
public record WatchLifetime(int seconds) {
  static final int MIN_S = 300;

  /** How long beyond its own time limit a watch may stay open before it is taken for dead. */
  static final long GRACE_NS = TimeUnit.SECONDS.toNanos(30);

  /** The server's clock may be so much faster than ours over a watch's time. */
  private static final long CLOCKS_NS = TimeUnit.SECONDS.toNanos(1);

  /** A watch that ends sooner and empty is not opened again at once. */
  public static final long SHORT_NS = TimeUnit.SECONDS.toNanos(1);

  /** Returns a lifetime drawn from {@code random}. */
  public static WatchLifetime draw(RandomGenerator random) {
    return draw(random, MIN_S);
  }

  /** Returns a lifetime of at least {@code minSeconds} and less than twice as long. */
  public static WatchLifetime draw(RandomGenerator random, int minSeconds) {
    return new WatchLifetime(minSeconds + random.nextInt(minSeconds));
  }

  /** Returns after how long since it was asked for a watch has not been cut short by the server. */
  public long shortBelowNs() {
    return TimeUnit.SECONDS.toNanos(seconds) - CLOCKS_NS;
  }

  /** Returns how long after its opening the watch is dead if the server has not ended it. */
  public long deadAfterNs() {
    return TimeUnit.SECONDS.toNanos(seconds) + GRACE_NS;
  }
}
