package io.scaletest.watching.loops;

import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.SignedLatencySeries;

/**
 * How long it takes loops to get where they watch, and how late they hear of changes. What is sent
 * again is one list or watch still: the waits between are part of it.
 *
 * @param list from when a list was given to the transport to its last byte
 * @param open from when a watch was given to the transport to the head of its answer
 * @param establish from a loop's start to the head of its first watch's answer
 * @param notification from the client's stamp in an object's annotation to when a loop has read the
 *     event that tells of the change: a create's, or an update's that is not somebody else's later
 *     one. Between two clocks, so negative values are kept; as coarse as the stamp, 1 ms, which
 *     makes it up to 1 ms too long. What a list tells is in none
 */
public record LoopLatencies(
    LatencySeries list,
    LatencySeries open,
    LatencySeries establish,
    SignedLatencySeries notification) {
  /** Returns empty series. */
  public static LoopLatencies create() {
    return new LoopLatencies(
        new LatencySeries("list"),
        new LatencySeries("watch-open"),
        new LatencySeries("establish"),
        new SignedLatencySeries("notification"));
  }
}
