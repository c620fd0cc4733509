package io.scaletest.hollownode.fake;

import io.scaletest.hollownode.lifetime.LifetimeRules;
import io.scaletest.hollownode.pools.ImageCatalogue;
import io.scaletest.hollownode.pools.NamePattern;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.NodeResources;
import io.scaletest.hollownode.pools.Quantity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A pool of one node that has nothing but a name and a capacity. */
public final class OneNodePool {
  private OneNodePool() {}

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
