package io.scaletest.hollownode.failures;

import io.scaletest.common.text.DurationText;
import java.time.Duration;

/** Reads the durations of rules. Stateless. */
final class Spans {
  private Spans() {}

  /** Returns nanoseconds, more than none. */
  static long positiveNs(String text) {
    Duration duration = DurationText.parse(text);
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("must be more than nothing, got " + text);
    }
    return duration.toNanos();
  }
}
