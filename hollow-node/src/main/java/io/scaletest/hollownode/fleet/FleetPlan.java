package io.scaletest.hollownode.fleet;

import io.scaletest.hollownode.node.KubeletSettings;
import io.scaletest.hollownode.node.NodeDescription;
import java.util.List;
import java.util.Map;

/**
 * Which nodes there are to be, and how they behave.
 *
 * @param morph whether each has a kubelet, a kube-proxy or both
 * @param nodes all nodes, in the order in which they start
 * @param watchPerNode whether each has watches of its own
 * @param settings of the kubelets
 * @param events whether kubelets post events
 * @param nodesPerSecond how many nodes start in a second; 0 for as many as the server takes
 * @param seed of every random choice
 */
public record FleetPlan(
    Morph morph,
    List<NodeDescription> nodes,
    boolean watchPerNode,
    KubeletSettings settings,
    boolean events,
    double nodesPerSecond,
    long seed) {
  /** A kubelet's own watches, but for what its pods refer to, and a kube-proxy's. */
  private static final int WATCHES_OF_KUBELET = 5;

  private static final int WATCHES_OF_PROXY = 4;

  public FleetPlan {
    nodes = List.copyOf(nodes);
  }

  /** Returns the same plan for a run whose objects carry {@code labels}. */
  public FleetPlan ofRun(Map<String, String> labels) {
    return new FleetPlan(
        morph,
        nodes.stream().map(node -> node.ofRun(labels)).toList(),
        watchPerNode,
        settings,
        events,
        nodesPerSecond,
        seed);
  }

  /** Returns how many watches there are to be when all nodes run. */
  public int watches() {
    int each =
        (morph.hasKubelet() ? WATCHES_OF_KUBELET : 0) + (morph.hasProxy() ? WATCHES_OF_PROXY : 0);
    return watchPerNode ? each * nodes.size() : each;
  }
}
