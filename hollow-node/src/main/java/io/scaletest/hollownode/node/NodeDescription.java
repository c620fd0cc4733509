package io.scaletest.hollownode.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a node says of itself.
 *
 * @param name name of the Node, which is its host name, too
 * @param labels labels beside those that every kubelet sets, which they replace
 * @param taints taints to register with
 * @param capacity quantities by resource; what can be allocated is the same
 * @param internalIp address in the status
 * @param kubeletPort port in the status
 * @param images images that are there from the start, largest first
 * @param podCidrs where pod addresses come from as long as the Node names no {@code podCIDRs}
 */
public record NodeDescription(
    String name,
    Map<String, String> labels,
    List<Taint> taints,
    Map<String, String> capacity,
    String internalIp,
    int kubeletPort,
    List<Image> images,
    List<String> podCidrs) {

  /** What keeps pods away that do not tolerate it. */
  public record Taint(String key, String value, String effect) {}

  /** An image on the node. */
  public record Image(List<String> names, long sizeBytes) {}

  public NodeDescription {
    Objects.requireNonNull(name, "name is null");
    Map<String, String> all = new LinkedHashMap<>();
    all.put("beta.kubernetes.io/arch", "amd64");
    all.put("beta.kubernetes.io/os", "linux");
    all.put("kubernetes.io/arch", "amd64");
    all.put("kubernetes.io/hostname", name);
    all.put("kubernetes.io/os", "linux");
    all.putAll(labels);
    labels = all;
    taints = List.copyOf(taints);
    images = List.copyOf(images);
    podCidrs = List.copyOf(podCidrs);
  }
}
