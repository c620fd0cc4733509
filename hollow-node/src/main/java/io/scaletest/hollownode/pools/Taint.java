package io.scaletest.hollownode.pools;

import java.util.Set;

/**
 * A taint of a node. Immutable.
 *
 * @param value may be empty
 */
public record Taint(String key, String value, String effect) {
  /** The effect of a taint that evicts the pods that do not tolerate it. */
  public static final String NO_EXECUTE = "NoExecute";

  private static final Set<String> EFFECTS = Set.of("NoSchedule", "PreferNoSchedule", NO_EXECUTE);

  public Taint {
    KubernetesNames.requireKey(key);
    KubernetesNames.requireValue(value);
    if (!EFFECTS.contains(effect)) {
      throw new IllegalArgumentException(
          "effect must be NoSchedule, PreferNoSchedule or NoExecute, got " + effect);
    }
  }

  /**
   * Returns the taint that {@code text} spells: {@code key=value:Effect} or {@code key:Effect}.
   *
   * @throws IllegalArgumentException with the rule and the text
   */
  public static Taint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("must be key=value:Effect or key:Effect, got " + text);
    }
    String pair = text.substring(0, colon);
    int equals = pair.indexOf('=');
    return new Taint(
        equals < 0 ? pair : pair.substring(0, equals),
        equals < 0 ? "" : pair.substring(equals + 1),
        text.substring(colon + 1));
  }

  @Override
  public String toString() {
    return key + (value.isEmpty() ? "" : "=" + value) + ":" + effect;
  }
}
