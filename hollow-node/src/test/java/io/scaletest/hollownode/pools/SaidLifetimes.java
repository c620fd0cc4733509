package io.scaletest.hollownode.pools;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** Lifetimes as a pools file says them, for tests of what pods do with them. */
public final class SaidLifetimes {
  private SaidLifetimes() {}

  /** Returns the life of a pod where a pool says nothing. */
  public static PodLifetime none(PodTraits pod, Consumer<String> problems) {
    return LifetimeRules.DEFAULT.of(pod, problems);
  }

  /**
   * Returns the life of a pod where a pool says the same of all.
   *
   * @param standard the entry {@code default} of its lifetimes
   */
  public static PodLifetime of(Map<String, Object> standard, PodTraits pod) {
    Section section = Section.of("test", Map.of("default", standard));
    return LifetimeRules.read(section, 1, Path.of(".")).of(pod, problem -> {});
  }
}
