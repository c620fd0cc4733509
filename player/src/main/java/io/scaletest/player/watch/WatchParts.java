package io.scaletest.player.watch;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.timer.Timers;
import io.scaletest.kube.transport.ApiTransport;

/**
 * What watches need of a run.
 *
 * @param transport on which they watch
 * @param timers for when they ask again
 * @param faults hears of what their listeners throw
 * @param seed of how long each watch is kept open
 */
public record WatchParts(
    ApiTransport transport, Timers timers, Ticker ticker, FaultHandler faults, long seed) {
  /** Returns parts with another seed, so that not all watches end together. */
  public WatchParts seeded(long other) {
    return new WatchParts(transport, timers, ticker, faults, seed * 31 + other);
  }

  /** Returns parts that watch on another transport. */
  public WatchParts on(ApiTransport other) {
    return new WatchParts(other, timers, ticker, faults, seed);
  }
}
