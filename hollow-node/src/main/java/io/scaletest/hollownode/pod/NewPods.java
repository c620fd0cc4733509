package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pools.PodFault;
import io.scaletest.hollownode.pools.PodLifetime;
import io.scaletest.hollownode.pools.PodSelector;
import java.util.function.Consumer;

/**
 * Pods that fail if they come to a node while something is wrong with it. Immutable.
 *
 * @param share of those selected, by a hash of seed and name: the same of the same names
 * @param hit hears of each, as its namespace and name with a slash
 */
public record NewPods(
    PodFault fault, PodSelector pods, double share, long seed, Consumer<String> hit) {

  boolean includes(PodSpec pod) {
    return pods.matches(pod.namespace(), pod.meta().ownerKind(), pod.meta().labels(), pod.images())
        && (PodLifetime.key(seed, pod.key()) >>> 11) * 0x1.0p-53 < share;
  }
}
