package io.scaletest.hollownode.pools;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A set of nodes that are alike but for name and zone. Immutable.
 *
 * @param name of the pool; not known to the API server
 * @param count of nodes, at least 1
 * @param prefix what the names begin with, before what {@code names} says; empty for that alone
 * @param names of the nodes
 * @param labels beyond those that every node has
 * @param taints that the nodes register with
 * @param zones over which the nodes are dealt round-robin; empty for nodes without a zone
 * @param images that the nodes have, and how fast they pull
 * @param lifetimes of the pods on these nodes
 * @param failures that happen to these nodes on purpose, as the file has them
 */
public record NodePool(
    String name,
    int count,
    String prefix,
    NamePattern names,
    SortedMap<String, String> labels,
    List<Taint> taints,
    NodeResources resources,
    List<String> zones,
    ImageCatalogue images,
    LifetimeRules lifetimes,
    List<Section> failures) {
  /** More nodes than any cluster has; keeps a mistyped number from eating the machine. */
  public static final int MOST_NODES = 100_000;

  static final String ZONE_LABEL = "topology.kubernetes.io/zone";

  public NodePool {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(prefix, "prefix is null");
    Objects.requireNonNull(names, "names is null");
    Objects.requireNonNull(resources, "resources is null");
    Objects.requireNonNull(images, "images is null");
    Objects.requireNonNull(lifetimes, "lifetimes is null");
    if (count < 1 || count > MOST_NODES) {
      throw new IllegalArgumentException("count: must be 1 to " + MOST_NODES + ", got " + count);
    }
    labels.forEach(
        (key, value) -> {
          KubernetesNames.requireKey(key);
          KubernetesNames.requireValue(value);
        });
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    taints = List.copyOf(taints);
    zones = List.copyOf(zones);
    failures = List.copyOf(failures);
  }

  /**
   * Returns nodes without zones, images and failures, whose pods run until they are deleted unless
   * they say something else themselves.
   *
   * @param pattern of their names, as {@link #requireNames} takes it
   * @throws IllegalArgumentException with the rule and what is wrong
   */
  public static NodePool plain(
      String name,
      int count,
      String pattern,
      SortedMap<String, String> labels,
      List<Taint> taints,
      NodeResources resources) {
    return new NodePool(
        name,
        count,
        "",
        NamePattern.of(pattern, count),
        labels,
        taints,
        resources,
        List.of(),
        ImageCatalogue.EMPTY,
        LifetimeRules.DEFAULT,
        List.of());
  }

  /**
   * Returns the same nodes, with names that begin with {@code prefix}.
   *
   * @throws IllegalArgumentException with the rule and the text
   */
  public NodePool prefixed(String prefix) {
    if (prefix.indexOf('%') >= 0) {
      throw new IllegalArgumentException("must have no %, got " + prefix);
    }
    NamePattern.of(prefix + names, count);
    return new NodePool(
        name, count, prefix, names, labels, taints, resources, zones, images, lifetimes, failures);
  }

  /**
   * Returns {@code pattern} if it is one of {@code count} names.
   *
   * @throws IllegalArgumentException with the rule and the text
   */
  public static String requireNames(String pattern, int count) {
    return NamePattern.of(pattern, count).toString();
  }

  /**
   * Returns the life that a pod has on one of these nodes. The same whenever it is asked.
   *
   * @param problems hears of each annotation that makes no sense, in one line; it does not count
   */
  public PodLifetime lifetimeOf(PodTraits pod, Consumer<String> problems) {
    return lifetimes.of(pod, problems);
  }

  /** Tells whether pods fail on purpose from their beginning on. */
  public boolean failsPods() {
    return lifetimes.failPods();
  }

  /** Returns the name of a node of this pool, counted from 0. */
  public String nodeName(int number) {
    return prefix + names.name(Objects.checkIndex(number, count));
  }

  /** Returns the labels of a node of this pool, beyond those that every node has. */
  public SortedMap<String, String> nodeLabels(int number) {
    if (zones.isEmpty()) {
      return labels;
    }
    TreeMap<String, String> all = new TreeMap<>(labels);
    all.put(ZONE_LABEL, zones.get(number % zones.size()));
    return all;
  }
}
