package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.Section;

/** What a rule does to each of its victims, with the rule's own parameters. Immutable. */
sealed interface Failure permits NodeFailure, PodFailure, NewPodTrouble {
  /**
   * Does nothing if the nodes of a pool can fail so.
   *
   * @param keys what it was read from, which says where the fault is
   * @throws IllegalArgumentException one line with key, rule and value
   */
  default void requireFits(NodePool pool, Section keys) {}

  /** Returns what people want to know of it, beside its length; may be empty. */
  default String detail() {
    return "";
  }
}
