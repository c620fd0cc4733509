package io.scaletest.hollownode.pod;

import java.util.concurrent.TimeUnit;

/** The kubelet's own limit on its requests: so many a second, and a burst. For one thread. */
final class RequestBudget {
  private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final double perSecond;
  private final int burst;
  private double tokens;
  private long atNs;

  /**
   * @param perSecond requests a second; 0 or less for no limit
   */
  RequestBudget(double perSecond, int burst, long nowNs) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.tokens = burst;
    this.atNs = nowNs;
  }

  /**
   * Takes {@code requests} requests' worth; returns how long they have to wait, 0 if not at all.
   */
  long takeNs(int requests, long nowNs) {
    if (perSecond <= 0) {
      return 0;
    }
    tokens = Math.min(burst, tokens + (nowNs - atNs) * perSecond / NS_PER_SECOND);
    atNs = nowNs;
    double wanted = Math.min(requests, burst);
    if (tokens >= wanted) {
      tokens -= wanted;
      return 0;
    }
    return (long) Math.ceil((wanted - tokens) * NS_PER_SECOND / perSecond);
  }
}
