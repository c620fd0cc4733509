package io.scaletest.hollownode.node;

import io.scaletest.hollownode.pools.Taint;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kubelet's cached copy of its Node, as far as it acts on it: labels, taints, podCIDRs; what
 * the node registers with until the server's is known. For the thread that holds the loop's lock.
 */
public final class CachedNode {
  private final NodeDescription node;

  /** Empty where they are those of {@link #node}, as nearly always: a map less for each node. */
  private Optional<Map<String, String>> labels = Optional.empty();

  private List<Taint> evictingTaints;
  private List<String> podCidrs;

  public CachedNode(NodeDescription node) {
    this.node = node;
    this.evictingTaints = node.pool().taints();
    this.podCidrs = node.podCidrs();
  }

  public Map<String, String> labels() {
    return labels.orElseGet(node::labels);
  }

  /** Returns the taints whose effect is NoExecute. */
  public List<Taint> evictingTaints() {
    return evictingTaints;
  }

  /** Returns the ranges that its pods' addresses come from. */
  public List<String> podCidrs() {
    return podCidrs;
  }

  public void setLabels(Map<String, String> onServer) {
    boolean known = onServer.isEmpty() || onServer.equals(node.labels());
    labels = known ? Optional.empty() : Optional.of(onServer);
  }

  public void setEvictingTaints(List<Taint> onServer) {
    evictingTaints = onServer;
  }

  /** Takes the Node's {@code podCIDRs}; an empty list is none yet, and changes nothing. */
  public void setPodCidrs(List<String> onServer) {
    if (!onServer.isEmpty()) {
      podCidrs = onServer;
    }
  }
}
