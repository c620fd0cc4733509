package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.failures.FailureKind.Ending;
import io.scaletest.hollownode.node.NodeState;
import java.util.Set;

/** All watches and requests under way break at once, and are begun again. */
record ConnectionLoss() implements NodeFailure {
  static final FailureKind KIND =
      FailureKind.ofNode("connection-loss", Ending.AT_ONCE, Set.of(), keys -> new ConnectionLoss());

  /** The same of every node, where a rule does not say of which. */
  static final FailureKind STORM =
      FailureKind.ofEveryNode("restart-storm", Ending.AT_ONCE, keys -> new ConnectionLoss());

  @Override
  public void begin(FailingNode node) {
    node.enter(NodeState.PARTITIONED);
    node.enter(NodeState.UP);
  }
}
