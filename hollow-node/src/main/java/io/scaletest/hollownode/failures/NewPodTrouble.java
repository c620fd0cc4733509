package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.failures.FailureKind.Ending;
import io.scaletest.hollownode.failures.FailureKind.Target;
import io.scaletest.hollownode.pools.PodFault;
import io.scaletest.hollownode.pools.PodFaultKind;
import java.util.Arrays;
import java.util.List;

/** Pods that come to a node do not begin as they should. */
record NewPodTrouble(PodFault fault) implements Failure {
  /** All ways in which that happens. */
  static final List<FailureKind> KINDS =
      Arrays.stream(PodFaultKind.values())
          .filter(PodFaultKind::isOfNewPods)
          .map(NewPodTrouble::kind)
          .toList();

  private static FailureKind kind(PodFaultKind kind) {
    return new FailureKind(
        kind.word(),
        Target.NEW_PODS,
        false,
        Ending.POSSIBLE,
        kind.plannedKeys(),
        section -> new NewPodTrouble(PodFault.planned(kind, section)));
  }

  @Override
  public String detail() {
    return fault.parameters();
  }
}
