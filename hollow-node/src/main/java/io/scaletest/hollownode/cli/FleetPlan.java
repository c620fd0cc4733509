package io.scaletest.hollownode.cli;

import io.scaletest.hollownode.credentials.NodeClients;
import io.scaletest.hollownode.failures.FailurePlan;
import io.scaletest.hollownode.node.KubeletSettings;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.hollownode.stages.Stages;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The nodes of a run, how faithful they are and how fast they start. Immutable.
 *
 * @param morph whether each has a kubelet, a kube-proxy or both
 * @param nodes all nodes, in the order in which they start
 * @param watchPerNode whether each has watches of its own
 * @param settings of the kubelets
 * @param stages what pods and nodes do in place of a kubelet's own ways
 * @param nodesPerSecond how many nodes start in a second; 0 for as many as the server takes
 * @param failures what happens to them on purpose
 * @param failuresByAnnotation whether annotations of Nodes are further orders
 * @param seed of every random choice
 */
record FleetPlan(
    Morph morph,
    List<NodeDescription> nodes,
    boolean watchPerNode,
    KubeletSettings settings,
    Stages stages,
    double nodesPerSecond,
    FailurePlan failures,
    boolean failuresByAnnotation,
    long seed) {
  /** What a hollow node is: {@code --morph}. */
  public enum Morph {
    KUBELET,
    PROXY,
    /** A kubelet and a kube-proxy for each node; kubemark has it not. */
    BOTH;

    /** Returns the morph of that name, as kubemark spells it; empty where there is none. */
    public static Optional<Morph> of(String text) {
      for (Morph morph : values()) {
        if (morph.name().toLowerCase(Locale.ROOT).equals(text)) {
          return Optional.of(morph);
        }
      }
      return Optional.empty();
    }

    public boolean hasKubelet() {
      return this != PROXY;
    }

    public boolean hasProxy() {
      return this != KUBELET;
    }
  }

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
        stages,
        nodesPerSecond,
        failures,
        failuresByAnnotation,
        seed);
  }

  /** Returns the nodes as those of which there are clients. */
  public NodeClients.Nodes clientNodes() {
    return new NodeClients.Nodes(
        nodes.stream().map(NodeDescription::name).toList(),
        nodes.get(0).runLabels(),
        (morph.hasKubelet() ? 1 : 0) + (morph.hasProxy() ? 1 : 0),
        watches());
  }

  private int watches() {
    int each =
        (morph.hasKubelet() ? WATCHES_OF_KUBELET : 0)
            + (stages.hasNodes()
                ? 1
                : 0) // of the same nodes, whole; that of pods is another's place
            + (morph.hasProxy() ? WATCHES_OF_PROXY : 0);
    return watchPerNode ? each * nodes.size() : each;
  }
}
