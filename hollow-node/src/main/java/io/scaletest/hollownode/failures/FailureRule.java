package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.pools.DurationModel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One entry of a pool's {@code failures}. Immutable.
 *
 * @param kind what happens
 * @param failure what it does, with the kind's own keys
 * @param atNs when it happens, after all nodes of the run became ready; empty with a rate
 * @param perNodeAndMinute how often it happens, on the average, to each node in a minute; 0 with a
 *     time
 * @param nodes names of the nodes; empty where they are drawn
 * @param count how many nodes are drawn; 0 where they are named, with a rate, or for pods of all
 * @param pods which pods of these nodes; empty where the nodes themselves fail
 * @param length how long it takes; empty for until the run ends
 */
record FailureRule(
    FailureKind kind,
    Failure failure,
    OptionalLong atNs,
    double perNodeAndMinute,
    List<String> nodes,
    int count,
    Optional<PodChoice> pods,
    Optional<DurationModel> length) {
  FailureRule {
    nodes = List.copyOf(nodes);
  }
}
