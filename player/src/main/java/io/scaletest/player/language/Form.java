package io.scaletest.player.language;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What may stand in a place of a specification. */
sealed interface Form {
  /**
   * One of the maps' keys.
   *
   * @param says what it means, in sentences
   */
  record KnownKey(String name, Form form, boolean required, String says) {
    static KnownKey optional(String name, Form form, String says) {
      return new KnownKey(name, form, false, says);
    }

    static KnownKey required(String name, Form form, String says) {
      return new KnownKey(name, form, true, says);
    }
  }

  /**
   * A text or a number.
   *
   * @param pattern what the whole of it must match
   * @param rule completes "must be"
   */
  record Word(String pattern, String rule) implements Form {}

  /** A map with these keys and no others. */
  record Fields(List<KnownKey> keys) implements Form {
    static Fields of(KnownKey... keys) {
      return new Fields(Arrays.asList(keys));
    }

    Optional<KnownKey> key(String name) {
      return keys.stream().filter(key -> key.name().equals(name)).findFirst();
    }
  }

  /**
   * A map whose keys are the user's.
   *
   * @param what the keys are
   */
  record ByName(String what, Form each) implements Form {}

  /** A list; where one stands alone, it may do without. */
  record Some(Form each) implements Form {}

  /** One of several, told apart by what it is (a scalar, a list, a map) and by a map's keys. */
  record OneOf(List<Form> forms) implements Form {
    static OneOf of(Form... forms) {
      return new OneOf(Arrays.asList(forms));
    }
  }

  /** Anything: what the Kubernetes API takes there. */
  record Anything() implements Form {}
}
