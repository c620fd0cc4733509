package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.failures.FailureKind.Ending;
import io.scaletest.hollownode.node.NodeState;
import io.scaletest.hollownode.pools.Section;
import java.time.Duration;
import java.util.Set;

/** Partitions that come and go: half of each period. */
record Flap(long halfNs) implements NodeFailure {
  static final FailureKind KIND =
      FailureKind.ofNode("flap", Ending.NEEDED, Set.of(Flap.PERIOD), Flap::read);

  private static final String PERIOD = "period";

  /** A partition of half of it outlasts the 50 s after which the control plane gives up a node. */
  private static final Duration STANDARD_PERIOD = Duration.ofMinutes(2);

  private static Flap read(Section keys) {
    return new Flap(keys.optional(PERIOD, Spans::positiveNs).orElse(STANDARD_PERIOD.toNanos()) / 2);
  }

  @Override
  public void begin(FailingNode node) {
    enter(node, NodeState.PARTITIONED);
  }

  private void enter(FailingNode node, NodeState state) {
    node.enter(state);
    NodeState next = state == NodeState.UP ? NodeState.PARTITIONED : NodeState.UP;
    node.after(halfNs, () -> enter(node, next));
  }

  @Override
  public void end(FailingNode node) {
    node.enter(NodeState.UP);
  }
}
