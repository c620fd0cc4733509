package io.scaletest.hollownode.stages;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How likely a stage is among those that match. Immutable.
 *
 * @param standard what counts where {@code from} finds nothing
 */
record StageWeight(long standard, Optional<JqQuery> from) {
  /** Returns the weight for an object; empty where what the object says is none. */
  OptionalLong of(Map<String, Object> object) {
    List<Object> found = from.isEmpty() ? List.of() : from.get().run(object);
    if (found.isEmpty()) {
      return OptionalLong.of(standard);
    }
    if (found.get(0) instanceof Number number) {
      return OptionalLong.of(number.longValue());
    }
    if (found.get(0) instanceof String text) {
      try {
        return OptionalLong.of(Long.decode(text));
      } catch (NumberFormatException e) {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.of(standard);
  }
}
