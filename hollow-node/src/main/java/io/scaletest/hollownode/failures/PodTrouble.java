package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.failures.FailureKind.Ending;
import io.scaletest.hollownode.pools.PodFault;
import io.scaletest.hollownode.pools.PodFaultKind;
import java.util.Arrays;
import java.util.List;

/** A pod fails in one of the ways in which its own annotation can make it fail, too. */
record PodTrouble(PodFault fault) implements PodFailure {
  /** All of these ways that are not about how pods begin. */
  static final List<FailureKind> KINDS =
      Arrays.stream(PodFaultKind.values())
          .filter(kind -> !kind.isOfNewPods())
          .map(PodTrouble::kind)
          .toList();

  private static FailureKind kind(PodFaultKind kind) {
    return FailureKind.ofPod(
        kind.word(),
        Ending.POSSIBLE,
        kind.plannedKeys(),
        section -> new PodTrouble(PodFault.planned(kind, section)));
  }

  @Override
  public String detail() {
    return fault.parameters();
  }

  @Override
  public void begin(FailingPod pod) {
    pod.pods().beginFault(pod.uid(), fault);
  }

  @Override
  public void end(FailingPod pod) {
    pod.pods().endFault(pod.uid(), fault);
  }
}
