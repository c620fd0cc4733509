package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.failures.FailureKind.Ending;
import io.scaletest.hollownode.node.NodeState;
import java.util.Set;

/** Nothing gets through between node and API server; kubelet and containers run on. */
record Partition() implements NodeFailure {
  static final FailureKind KIND =
      FailureKind.ofNode("partition", Ending.POSSIBLE, Set.of(), keys -> new Partition());

  @Override
  public void begin(FailingNode node) {
    node.enter(NodeState.PARTITIONED);
  }

  @Override
  public void end(FailingNode node) {
    node.enter(NodeState.UP);
  }
}
