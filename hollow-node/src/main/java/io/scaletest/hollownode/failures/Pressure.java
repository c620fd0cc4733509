package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.failures.FailureKind.Ending;
import io.scaletest.hollownode.kubelet.HollowKubelet;
import java.util.Set;

/** The node is short of something, as its condition says. */
record Pressure(HollowKubelet.Pressure of) implements NodeFailure {
  static final FailureKind MEMORY = kind("memory-pressure", HollowKubelet.Pressure.MEMORY);
  static final FailureKind DISK = kind("disk-pressure", HollowKubelet.Pressure.DISK);
  static final FailureKind PID = kind("pid-pressure", HollowKubelet.Pressure.PID);

  private static FailureKind kind(String word, HollowKubelet.Pressure of) {
    return FailureKind.ofNode(word, Ending.POSSIBLE, Set.of(), keys -> new Pressure(of));
  }

  @Override
  public void begin(FailingNode node) {
    node.kubelet().setPressure(of, true);
  }

  @Override
  public void end(FailingNode node) {
    node.kubelet().setPressure(of, false);
  }
}
