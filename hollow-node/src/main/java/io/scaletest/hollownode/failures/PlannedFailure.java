package io.scaletest.hollownode.failures;

import java.util.OptionalLong;

/**
 * One failure of one node.
 *
 * @param atNs when it begins, after all nodes of the run became ready
 * @param node name of the node
 * @param pool name of its pool
 * @param rule what made it
 * @param lengthNs how long it takes; empty for until the run ends
 */
public record PlannedFailure(
    long atNs, String node, String pool, FailureRule rule, OptionalLong lengthNs) {}
