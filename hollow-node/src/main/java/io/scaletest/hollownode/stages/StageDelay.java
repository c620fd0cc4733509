package io.scaletest.hollownode.stages;

import io.scaletest.common.text.DurationText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * How long a stage waits before it is played. Immutable.
 *
 * @param jitter where the longest delay is said: it is drawn uniformly between the two
 */
record StageDelay(Amount duration, Optional<Amount> jitter) {
  static final StageDelay NONE =
      new StageDelay(new Amount(OptionalLong.of(0), Optional.empty()), Optional.empty());

  /**
   * A duration, or where the object says one.
   *
   * @param standardNs what counts where {@code from} finds nothing that can be read
   * @param from finds a duration of Go's, or the time of its end
   */
  record Amount(OptionalLong standardNs, Optional<JqQuery> from) {
    private OptionalLong ns(Map<String, Object> object, Instant now) {
      List<Object> found = from.isEmpty() ? List.of() : from.get().run(object);
      if (found.isEmpty() || !(found.get(0) instanceof String text)) {
        return standardNs;
      }
      return text.isEmpty() ? OptionalLong.empty() : parsed(text, now);
    }

    private OptionalLong parsed(String text, Instant now) {
      try {
        Duration left = Duration.between(now, OffsetDateTime.parse(text).toInstant());
        return OptionalLong.of(left.toNanos());
      } catch (DateTimeException | ArithmeticException e) {
        // It may be a duration.
      }
      try {
        return OptionalLong.of(DurationText.parse(text).toNanos());
      } catch (IllegalArgumentException e) {
        return standardNs;
      }
    }
  }

  /** Returns the delay for an object, which may be negative: then the stage is due. */
  long ns(Map<String, Object> object, Instant now, SplittableRandom random) {
    OptionalLong least = duration.ns(object, now);
    if (least.isEmpty()) {
      return 0;
    }
    OptionalLong most = jitter.isEmpty() ? OptionalLong.empty() : jitter.get().ns(object, now);
    if (most.isEmpty()) {
      return least.getAsLong();
    }
    return most.getAsLong() <= least.getAsLong()
        ? most.getAsLong()
        : random.nextLong(least.getAsLong(), most.getAsLong());
  }
}
