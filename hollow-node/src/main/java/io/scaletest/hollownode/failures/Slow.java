package io.scaletest.hollownode.failures;

import io.scaletest.common.text.DurationText;
import io.scaletest.hollownode.failures.FailureKind.Ending;
import io.scaletest.hollownode.node.NodeState;
import io.scaletest.hollownode.pools.Section;
import java.util.Set;

/** Each of the kubelet's requests goes out late. */
record Slow(long latencyNs) implements NodeFailure {
  static final FailureKind KIND =
      FailureKind.ofNode("slow", Ending.POSSIBLE, Set.of(Slow.LATENCY), Slow::read);

  private static final String LATENCY = "latency";

  private static Slow read(Section keys) {
    return new Slow(keys.required(LATENCY, Spans::positiveNs));
  }

  @Override
  public String detail() {
    return "latency " + DurationText.elapsed(latencyNs);
  }

  @Override
  public void begin(FailingNode node) {
    node.enter(NodeState.SLOW);
    node.kubelet().context().delayRequests(latencyNs);
  }

  @Override
  public void end(FailingNode node) {
    node.kubelet().context().delayRequests(0);
    node.enter(NodeState.UP);
  }
}
