package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.failures.FailureKind.Ending;
import io.scaletest.hollownode.node.NodeState;
import java.util.Set;

/** The kubelet's process stands still; the containers run on. */
record Hang() implements NodeFailure {
  static final FailureKind KIND =
      FailureKind.ofNode("hang", Ending.POSSIBLE, Set.of(), keys -> new Hang());

  @Override
  public void begin(FailingNode node) {
    node.enter(NodeState.HUNG);
  }

  @Override
  public void end(FailingNode node) {
    node.enter(NodeState.UP);
  }
}
