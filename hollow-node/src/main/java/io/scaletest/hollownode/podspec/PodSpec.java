package io.scaletest.hollownode.podspec;

import java.util.List;
import java.util.Map;

/**
 * What a kubelet needs to know of a pod to run it, of a pod's five kilobytes on the server.
 *
 * @param restartPolicy {@code Always}, {@code OnFailure} or {@code Never}
 * @param graceSeconds what the pod itself asks for; 30 unless it does
 * @param deadlineSeconds after which it has failed, from its start; 0 for none
 * @param readinessGates conditions that others set and that it needs to be ready
 * @param overheads requests of the pod as a whole, beside its containers'
 * @param references what its volumes and environment refer to
 * @param placement what admission looks at
 * @param status what the server says it is
 */
public record PodSpec(
    String namespace,
    String name,
    String uid,
    String nodeName,
    String restartPolicy,
    boolean hostNetwork,
    int graceSeconds,
    long deadlineSeconds,
    String serviceAccount,
    List<ContainerSpec> initContainers,
    List<ContainerSpec> containers,
    List<String> readinessGates,
    Map<String, String> overheads,
    References references,
    Placement placement,
    Meta meta,
    ServerStatus status) {

  /** Labels, annotations and owner, for the lifetime model. */
  public record Meta(
      long generation,
      Map<String, String> labels,
      Map<String, String> annotations,
      String ownerKind,
      boolean mirror) {}

  /** What decides whether a node takes the pod. */
  public record Placement(
      Map<String, String> nodeSelector,
      Map<?, ?> requiredAffinity,
      List<Toleration> tolerations,
      String os) {}

  /** A taint that a pod does not mind. Empty texts match everything. */
  public record Toleration(String key, String operator, String value, String effect) {}

  /**
   * A pod's status when it was first seen.
   *
   * @param conditions status by type, of the conditions that there are
   */
  public record ServerStatus(
      String phase,
      Map<String, String> conditions,
      boolean deleting,
      long deletionGraceSeconds,
      long startSecond,
      List<String> podIps) {}

  /** Returns the pod without what only its admission needs. */
  public PodSpec admitted() {
    return new PodSpec(
        namespace,
        name,
        uid,
        nodeName,
        restartPolicy,
        hostNetwork,
        graceSeconds,
        deadlineSeconds,
        serviceAccount,
        initContainers.stream().map(ContainerSpec::withoutRequests).toList(),
        containers.stream().map(ContainerSpec::withoutRequests).toList(),
        readinessGates,
        Map.of(),
        references,
        NOWHERE,
        new Meta(meta.generation(), Map.of(), Map.of(), meta.ownerKind(), meta.mirror()),
        status);
  }

  private static final Placement NOWHERE = new Placement(Map.of(), Map.of(), List.of(), "");

  /** Returns namespace and name with a slash. */
  public String key() {
    return namespace + "/" + name;
  }
}
