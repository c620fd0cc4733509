package io.scaletest.hollownode.fake;

import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.KubeletSettings;
import io.scaletest.hollownode.node.KubeletSettings.Latencies;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.hollownode.node.NodePart;
import io.scaletest.hollownode.node.NodeState;
import io.scaletest.hollownode.node.NodeStates;
import io.scaletest.hollownode.node.NodeStates.Need;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.NodeResources;
import io.scaletest.hollownode.pools.Quantity;
import io.scaletest.hollownode.stages.StagePlayer;
import io.scaletest.hollownode.stages.Stages;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A node that has nothing but a name, a capacity and addresses, and a context for its parts. */
public final class OneNode {
  private OneNode() {}

  /** Kubelets that read and post nothing and whose machines take no time. */
  public static final KubeletSettings PLAIN =
      new KubeletSettings(false, false, false, Latencies.NONE, 0, 1, 0, false);

  /** The same, with events. */
  public static final KubeletSettings POSTING =
      new KubeletSettings(false, false, true, Latencies.NONE, 0, 1, 0, false);

  /** Returns the node with the addresses that tests expect. */
  public static NodeDescription description(NodePool pool) {
    return description(pool, List.of("192.0.2.2"));
  }

  public static NodeDescription description(NodePool pool, List<String> hostIps) {
    return new NodeDescription(
        pool.nodeName(0), pool, 0, hostIps, 10250, List.of("10.0.0.0/24"), Map.of());
  }

  /**
   * Returns what nodes on the loop of {@code api} share; a fault that ends a run fails the test.
   */
  public static NodeContext.Shared shared(
      FakeApi api, HollowFigures figures, KubeletSettings settings) {
    return new NodeContext.Shared(
        api.loop,
        api.loop,
        figures,
        settings,
        why -> {
          throw new AssertionError(why);
        });
  }

  /** Returns what plays no stages. */
  public static StagePlayer unstaged(FakeApi api) {
    return staged(api, Stages.NONE);
  }

  /** Returns what plays stages on nodes that watch for themselves. */
  public static StagePlayer staged(FakeApi api, Stages stages) {
    return new StagePlayer(stages, api.loop, new HollowFigures(), true, api.client(), List.of(), 1);
  }

  /** Returns the context of a node that is alone, and powered off. */
  public static NodeContext context(
      FakeApi api, NodeDescription node, HollowFigures figures, KubeletSettings settings) {
    return context(api, node, shared(api, figures, settings));
  }

  public static NodeContext context(FakeApi api, NodeDescription node, NodeContext.Shared shared) {
    return new NodeContext(node, api.client(), shared, new NodeStates());
  }

  /** Gives a node its parts, and switches it on. */
  public static void switchOn(NodeContext context, NodePart... parts) {
    for (NodePart part : parts) {
      context.states().add(part, Need.NETWORK);
    }
    enter(context, NodeState.UP);
  }

  public static void enter(NodeContext context, NodeState state) {
    context.loop().run(() -> context.states().enter(state));
  }

  public static NodePool of(String node, Map<String, Quantity> capacity) {
    return NodePool.plain(
        "p",
        1,
        node,
        new TreeMap<>(),
        List.of(),
        new NodeResources(new TreeMap<>(capacity), new TreeMap<>()));
  }
}
