package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pod.PodSpec.HostPort;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.NodeResources;
import io.scaletest.hollownode.pools.Quantity;
import io.scaletest.hollownode.pools.Taint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kubelet's admission of pods that are bound to its node, once more after the scheduler, and
 * the account of the resources that the admitted ones take. For the thread that holds the loop's
 * lock.
 */
final class Admission {
  private static final String LINUX = "linux";

  private Map<String, Quantity> allocatable;
  private final Map<String, Long> used = new HashMap<>(4);
  private final List<HostPort> ports = new ArrayList<>(0);
  private int pods;

  /** A refusal, with the API's words. */
  public record Refusal(String reason, String message) {}

  public Admission(NodePool pool) {
    this.allocatable = pool.resources().allocatable();
  }

  /**
   * Returns why the node does not take the pod; empty where it does, and then the pod's requests
   * count as used.
   *
   * @param labels of the node as the API server has them
   * @param taints of the node as the API server has them
   */
  public Optional<Refusal> admit(
      PodSpec pod, String node, Map<String, String> labels, List<Taint> taints) {
    Map<String, Long> requests = requests(pod);
    Optional<Refusal> refusal =
        fits(requests)
            .or(() -> matches(pod, node, labels))
            .or(() -> findsItsPorts(pod))
            .or(() -> tolerates(pod, taints));
    if (refusal.isEmpty()) {
      take(requests);
      ports.addAll(pod.placement().hostPorts());
    }
    return refusal;
  }

  /** The node has so much of a resource from now on, which may be less than is used. */
  void setAllocatable(String resource, Quantity amount) {
    allocatable = new HashMap<>(allocatable);
    allocatable.put(resource, amount);
  }

  /** Counts what a pod uses that runs already. */
  public void adopt(PodSpec pod) {
    take(requests(pod));
    ports.addAll(pod.placement().hostPorts());
  }

  private void take(Map<String, Long> requests) {
    pods++;
    requests.forEach((name, amount) -> used.merge(name, amount, Long::sum));
  }

  /**
   * Counts {@code wanted} in place of what a pod has been granted, if there is room for it.
   *
   * @return why there is not; empty where there is
   */
  public Optional<Refusal> resize(Map<String, Long> granted, Map<String, Long> wanted) {
    release(granted);
    Optional<Refusal> refusal = fits(wanted);
    take(refusal.isPresent() ? granted : wanted);
    return refusal;
  }

  /** Returns why a pod could not be on this node even alone; empty where it could. */
  public Optional<Refusal> neverFits(Map<String, Long> requests) {
    for (Map.Entry<String, Long> request : requests.entrySet()) {
      Quantity capacity = allocatable.get(request.getKey());
      if (capacity != null && request.getValue() > amount(request.getKey(), capacity)) {
        return Optional.of(
            new Refusal(
                "OutOf" + request.getKey(),
                "Node didn't have enough capacity: "
                    + request.getKey()
                    + ", requested: "
                    + request.getValue()
                    + ", capacity: "
                    + amount(request.getKey(), capacity)));
      }
    }
    return Optional.empty();
  }

  /** Counts a pod no more: what it was granted, and the node's ports that it had. */
  public void release(Map<String, Long> requests, List<HostPort> hostPorts) {
    release(requests);
    hostPorts.forEach(ports::remove);
  }

  private void release(Map<String, Long> requests) {
    pods--;
    requests.forEach((name, amount) -> used.merge(name, -amount, Long::sum));
  }

  private Optional<Refusal> fits(Map<String, Long> requests) {
    Quantity most = allocatable.getOrDefault(NodeResources.PODS, Quantity.ZERO);
    if (pods + 1 > most.value()) {
      return Optional.of(outOf(NodeResources.PODS, 1, pods, most.value()));
    }
    for (Map.Entry<String, Long> request : requests.entrySet()) {
      String name = request.getKey();
      Quantity capacity = allocatable.get(name);
      if (capacity == null || request.getValue() == 0) {
        continue; // like the kubelet: what the node does not know of is somebody else's business
      }
      long has = amount(name, capacity);
      long inUse = used.getOrDefault(name, 0L);
      if (inUse + request.getValue() > has) {
        return Optional.of(outOf(name, request.getValue(), inUse, has));
      }
    }
    return Optional.empty();
  }

  private static Refusal outOf(String name, long requested, long inUse, long capacity) {
    return new Refusal(
        "OutOf" + name,
        "Node didn't have enough resource: "
            + name
            + ", requested: "
            + requested
            + ", used: "
            + inUse
            + ", capacity: "
            + capacity);
  }

  private static Optional<Refusal> matches(PodSpec pod, String node, Map<String, String> labels) {
    PodSpec.Placement placement = pod.placement();
    if (!placement.os().isEmpty() && !placement.os().equals(LINUX)) {
      return Optional.of(
          new Refusal(
              "PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS"));
    }
    boolean selected = labels.entrySet().containsAll(placement.nodeSelector().entrySet());
    if (!selected || !NodeAffinity.matches(placement.requiredAffinity(), node, labels)) {
      return Optional.of(
          new Refusal(
              "NodeAffinity",
              "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"));
    }
    return Optional.empty();
  }

  private Optional<Refusal> findsItsPorts(PodSpec pod) {
    for (HostPort wanted : pod.placement().hostPorts()) {
      if (ports.stream().anyMatch(wanted::conflictsWith)) {
        return Optional.of(
            new Refusal(
                "NodePorts",
                "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod"
                    + " ports"));
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> tolerates(PodSpec pod, List<Taint> taints) {
    for (Taint taint : taints) {
      if (taint.effect().equals(Taint.NO_EXECUTE) && !tolerates(pod, taint)) {
        return Optional.of(
            new Refusal(
                "TaintToleration",
                "Predicate TaintToleration failed: node(s) had untolerated taint(s)"));
      }
    }
    return Optional.empty();
  }

  /** Tells whether a pod that is not admitted yet does not mind a taint. */
  static boolean tolerates(PodSpec pod, Taint taint) {
    return pod.placement().tolerations().stream().anyMatch(each -> tolerates(each, taint));
  }

  /** Tells whether a pod requests neither CPU nor memory, and has no limits of them. */
  static boolean isBestEffort(PodSpec pod) {
    Map<String, Long> requests = requests(pod);
    return requests.getOrDefault(NodeResources.CPU, 0L) == 0
        && requests.getOrDefault(NodeResources.MEMORY, 0L) == 0;
  }

  private static boolean tolerates(PodSpec.Toleration toleration, Taint taint) {
    boolean effect = toleration.effect().isEmpty() || toleration.effect().equals(taint.effect());
    boolean key = toleration.key().isEmpty() || toleration.key().equals(taint.key());
    boolean value =
        switch (toleration.operator()) {
          case "Exists" -> true;
          case "Equal" -> toleration.value().equals(taint.value());
          default -> false; // Lt and Gt are of a feature that is off by default
        };
    return effect && key && value;
  }

  /**
   * Returns what a pod needs, by resource: the sum over its containers and sidecars, or what an
   * init container needs beside the sidecars before it, if that is more; thousandths of CPUs, whole
   * numbers of everything else.
   */
  public static Map<String, Long> requests(PodSpec pod) {
    Map<String, Long> sum = new HashMap<>();
    for (ContainerSpec container : pod.containers()) {
      add(sum, container.requests());
    }
    Map<String, Long> sidecars = new HashMap<>();
    Map<String, Long> peak = new HashMap<>();
    for (ContainerSpec init : pod.initContainers()) {
      if (init.sidecar()) {
        add(sidecars, init.requests());
      }
      Map<String, Long> together = new HashMap<>(sidecars);
      if (!init.sidecar()) {
        add(together, init.requests());
      }
      together.forEach((name, amount) -> peak.merge(name, amount, Math::max));
    }
    sidecars.forEach((name, amount) -> sum.merge(name, amount, Long::sum));
    peak.forEach((name, amount) -> sum.merge(name, amount, Math::max));
    pod.resources()
        .requests()
        .forEach((name, text) -> sum.put(name, amount(name, Quantity.parse(text))));
    add(sum, pod.overheads());
    return sum;
  }

  private static void add(Map<String, Long> sum, Map<String, String> quantities) {
    quantities.forEach(
        (name, text) -> sum.merge(name, amount(name, Quantity.parse(text)), Long::sum));
  }

  private static long amount(String name, Quantity quantity) {
    return name.equals(NodeResources.CPU) ? quantity.milliValue() : quantity.value();
  }
}
