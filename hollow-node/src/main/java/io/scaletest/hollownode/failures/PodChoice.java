package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.pools.PodLifetime;
import io.scaletest.hollownode.pools.PodSelector;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Which pods of some nodes fail, of those that match when the failure begins. Immutable. */
record PodChoice(PodSelector selector, Amount amount) {
  /**
   * Draws pods: the same of the same names, whatever their order, and with one more mostly the
   * same.
   *
   * @param name namespace and name of a pod
   */
  <T> List<T> draw(List<T> pods, Function<T, String> name, long seed) {
    return pods.stream()
        .sorted(
            Comparator.comparingLong((T pod) -> PodLifetime.key(seed, name.apply(pod)))
                .thenComparing(name))
        .limit(amount.of(pods.size()))
        .toList();
  }
}
