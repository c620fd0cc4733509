package io.scaletest.watching.loops;

import io.scaletest.common.latency.LatencySeries;

/**
 * How long it takes loops to get where they watch. What is sent again is one list or watch still:
 * the waits between are part of it.
 *
 * @param list from when a list was given to the transport to its last byte
 * @param open from when a watch was given to the transport to the head of its answer
 * @param establish from a loop's start to the head of its first watch's answer
 */
public record LoopLatencies(LatencySeries list, LatencySeries open, LatencySeries establish) {
  /** Returns empty series. */
  public static LoopLatencies create() {
    return new LoopLatencies(
        new LatencySeries("list"), new LatencySeries("watch-open"), new LatencySeries("establish"));
  }
}
