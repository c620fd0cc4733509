package io.scaletest.quickstart;

import java.util.OptionalLong;

/**
 * The figures of one latency, in nanoseconds; each is empty where there were too few samples for it
 * to mean anything.
 */
record Latency(
    long count,
    OptionalLong min,
    OptionalLong p50,
    OptionalLong p90,
    OptionalLong p99,
    OptionalLong max) {
  static final Latency NONE =
      new Latency(
          0,
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty());
}
