package io.scaletest.hollownode.failures;

import java.util.List;
import java.util.OptionalLong;

/**
 * One failure of one node, or of pods that are drawn when it begins.
 *
 * @param atNs when it begins, after all nodes of the run became ready
 * @param nodes name of the node, or of all nodes whose pods may be drawn
 * @param pool name of the rule's pool; empty for a rule of all
 * @param rule what made it
 * @param lengthNs how long it takes; empty for until the run ends
 * @param drawSeed of the draw of pods
 */
record PlannedFailure(
    long atNs,
    List<String> nodes,
    String pool,
    FailureRule rule,
    OptionalLong lengthNs,
    long drawSeed) {
  /** Returns the same so much later. */
  PlannedFailure later(long ns) {
    return new PlannedFailure(atNs + ns, nodes, pool, rule, lengthNs, drawSeed);
  }
}
