package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.lifetime.DurationModel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One entry of a pool's {@code failures}. Immutable.
 *
 * @param kind what happens
 * @param atNs when it happens, after all nodes of the run became ready; empty with a rate
 * @param perNodeAndMinute how often it happens, on the average, to each node in a minute; 0 with a
 *     time
 * @param nodes names of the nodes; empty where they are drawn
 * @param count how many nodes are drawn; 0 where they are named, or with a rate
 * @param length how long it takes; empty for until the run ends
 * @param latencyNs how late requests go out, of a slow node
 * @param periodNs from one partition to the next, of a flapping node
 */
public record FailureRule(
    FailureKind kind,
    OptionalLong atNs,
    double perNodeAndMinute,
    List<String> nodes,
    int count,
    Optional<DurationModel> length,
    long latencyNs,
    long periodNs) {
  public FailureRule {
    nodes = List.copyOf(nodes);
  }
}
