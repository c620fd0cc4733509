package io.scaletest.hollownode.pod;

import java.util.concurrent.TimeUnit;

/**
 * Client-go's rate limit of one client: a token bucket of so many requests a second and a burst.
 * For one thread.
 */
final class TokenBucket {
  private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final double perSecond;
  private final int burst;
  private double tokens;
  private long atNs;

  /**
   * @param perSecond requests a second; 0 or less for no limit
   */
  TokenBucket(double perSecond, int burst, long nowNs) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.tokens = burst;
    this.atNs = nowNs;
  }

  /** Returns how long {@code requests} requests have to wait, 0 if not at all. */
  long waitNs(int requests, long nowNs) {
    if (perSecond <= 0) {
      return 0;
    }
    tokens = Math.min(burst, tokens + (nowNs - atNs) * perSecond / NS_PER_SECOND);
    atNs = nowNs;
    double missing = wanted(requests) - tokens;
    return missing <= 0 ? 0 : (long) Math.ceil(missing * NS_PER_SECOND / perSecond);
  }

  /** Takes {@code requests} requests' worth, for which there is no wait. */
  void take(int requests) {
    tokens -= wanted(requests);
  }

  /** More than the burst would never come together: as many as can be are enough. */
  private int wanted(int requests) {
    return Math.min(requests, burst);
  }
}
