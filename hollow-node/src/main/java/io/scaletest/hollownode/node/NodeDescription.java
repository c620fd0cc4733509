package io.scaletest.hollownode.node;

import io.scaletest.hollownode.pools.NodePool;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The properties that a node registers with. Immutable.
 *
 * @param name name of the Node, which is its host name, too
 * @param pool what it has in common with others
 * @param number which node of its pool it is, counted from 0
 * @param internalIps addresses in the status, one of each family that it has
 * @param kubeletPort port in the status
 * @param podCidrs where pods' addresses come from as long as the Node names no {@code podCIDRs}
 * @param runLabels what its Node, Lease and CSINode carry, so that a run's can be found
 */
public record NodeDescription(
    String name,
    NodePool pool,
    int number,
    List<String> internalIps,
    int kubeletPort,
    List<String> podCidrs,
    Map<String, String> runLabels) {

  public NodeDescription {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(pool, "pool is null");
    internalIps = List.copyOf(internalIps);
    podCidrs = List.copyOf(podCidrs);
    runLabels = Collections.unmodifiableMap(new TreeMap<>(runLabels));
  }

  /** Returns the same node as one of a run whose objects carry {@code labels}. */
  public NodeDescription ofRun(Map<String, String> labels) {
    return new NodeDescription(name, pool, number, internalIps, kubeletPort, podCidrs, labels);
  }

  /** Returns the labels to register with; the pool's replace those that every kubelet sets. */
  public SortedMap<String, String> labels() {
    SortedMap<String, String> all =
        new TreeMap<>(
            Map.of(
                "beta.kubernetes.io/arch", "amd64",
                "beta.kubernetes.io/os", "linux",
                "kubernetes.io/arch", "amd64",
                "kubernetes.io/hostname", name,
                "kubernetes.io/os", "linux"));
    all.putAll(pool.nodeLabels(number));
    all.putAll(runLabels);
    return all;
  }
}
