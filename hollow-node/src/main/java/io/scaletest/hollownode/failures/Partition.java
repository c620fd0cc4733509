package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.failures.FailureKind.Ending;
import io.scaletest.hollownode.node.NodeState;
import io.scaletest.hollownode.pools.Section;
import java.util.Set;

/** Nothing gets through between node and API server, or nothing in one of the directions. */
record Partition(NodeState state) implements NodeFailure {
  static final FailureKind KIND =
      FailureKind.ofNode("partition", Ending.POSSIBLE, Set.of(Partition.LOST), Partition::read);

  private static final String LOST = "lost";

  private static Partition read(Section keys) {
    return new Partition(
        keys.optional(LOST, Partition::stateWithout).orElse(NodeState.PARTITIONED));
  }

  private static NodeState stateWithout(String lost) {
    return switch (lost) {
      case "both" -> NodeState.PARTITIONED;
      case "outbound" -> NodeState.PARTITIONED_OUTBOUND;
      case "inbound" -> NodeState.PARTITIONED_INBOUND;
      default ->
          throw new IllegalArgumentException("must be both, outbound or inbound, got " + lost);
    };
  }

  @Override
  public String detail() {
    return state.hasOutbound() ? "inbound lost" : state.hasInbound() ? "outbound lost" : "";
  }

  @Override
  public void begin(FailingNode node) {
    node.enter(state);
  }

  @Override
  public void end(FailingNode node) {
    node.enter(NodeState.UP);
  }
}
