package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.failures.FailureKind.Ending;
import io.scaletest.hollownode.node.NodeState;
import java.util.Set;

/** The machine loses its power; at the end it boots. */
record PowerLoss() implements NodeFailure {
  static final FailureKind CRASH = kind("crash", Ending.POSSIBLE);
  static final FailureKind REBOOT = kind("reboot", Ending.NEEDED);

  private static FailureKind kind(String word, Ending ending) {
    return FailureKind.ofNode(word, ending, Set.of(), keys -> new PowerLoss());
  }

  @Override
  public void begin(FailingNode node) {
    node.enter(NodeState.POWERED_OFF);
  }

  @Override
  public void end(FailingNode node) {
    node.enter(NodeState.UP);
  }
}
