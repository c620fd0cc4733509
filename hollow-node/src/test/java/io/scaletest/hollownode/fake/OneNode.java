package io.scaletest.hollownode.fake;

import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.lifetime.LifetimeRules;
import io.scaletest.hollownode.loop.InFlightLimit;
import io.scaletest.hollownode.node.EventPoster;
import io.scaletest.hollownode.node.FleetContext;
import io.scaletest.hollownode.node.KubeletSettings.Latencies;
import io.scaletest.hollownode.node.KubeletSettings;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.hollownode.pools.ImageCatalogue;
import io.scaletest.hollownode.pools.NamePattern;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.NodeResources;
import io.scaletest.hollownode.values.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A node that has nothing but a name, a capacity and addresses, and a context for its parts. */
public final class OneNode {
  private OneNode() {}

  /** Kubelets that read nothing and whose machines take no time. */
  public static final KubeletSettings PLAIN =
      new KubeletSettings(false, false, Latencies.NONE, 0, 1, 0);

  /** Returns the node with the addresses that tests expect. */
  public static NodeDescription description(NodePool pool) {
    return description(pool, List.of("192.0.2.2"));
  }

  public static NodeDescription description(NodePool pool, List<String> hostIps) {
    return new NodeDescription(
        pool.nodeName(0), pool, 0, hostIps, 10250, List.of("10.0.0.0/24"), Map.of());
  }

  /** Returns the context of a node that posts events where there is a poster. */
  public static NodeContext context(
      FakeApi api,
      NodeDescription node,
      HollowFigures figures,
      Optional<EventPoster> events,
      KubeletSettings settings,
      InFlightLimit requests,
      Consumer<String> fatal) {
    return new NodeContext(
        node,
        api.client(),
        new FleetContext(api.loop, api.loop, requests, figures, events, settings, fatal));
  }

  /** Returns the context of a node without events and limits, on whose faults nobody counts. */
  public static NodeContext context(
      FakeApi api, NodeDescription node, HollowFigures figures, KubeletSettings settings) {
    return context(
        api, node, figures, Optional.empty(), settings, InFlightLimit.of(0), why -> {});
  }

  public static NodePool of(String node, Map<String, Quantity> capacity) {
    return new NodePool(
        "p",
        1,
        NamePattern.of(node, 1),
        new TreeMap<>(),
        List.of(),
        new NodeResources(new TreeMap<>(capacity), new TreeMap<>()),
        List.of(),
        ImageCatalogue.EMPTY,
        LifetimeRules.DEFAULT);
  }
}
