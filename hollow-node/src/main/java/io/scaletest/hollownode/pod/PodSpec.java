package io.scaletest.hollownode.pod;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The properties of a pod that its kubelet acts on, of a pod's five kilobytes on the server.
 * Immutable.
 *
 * @param restartPolicy {@code Always}, {@code OnFailure} or {@code Never}
 * @param graceSeconds what the pod itself asks for; 30 unless it does
 * @param deadlineSeconds after which it has failed, from its start; 0 for none
 * @param ephemeralContainers those that somebody added to debug the others
 * @param resources of the pod as a whole
 * @param readinessGates conditions that others set and that it needs to be ready
 * @param overheads requests of the pod as a whole, beside its containers'
 * @param references what its volumes and environment refer to
 * @param placement what admission reads
 * @param status what the server says it is
 */
record PodSpec(
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
    List<ContainerSpec> ephemeralContainers,
    PodResources resources,
    List<String> readinessGates,
    Map<String, String> overheads,
    References references,
    Placement placement,
    Meta meta,
    ObservedPodStatus status) {

  /** Reads a whole pod in protobuf, as it is done once in its life; empty where it is malformed. */
  public static Optional<PodSpec> read(byte[] bytes, int offset, int length) {
    return PodReader.of(bytes, offset, length);
  }

  /**
   * Labels, annotations and owner, for the lifetime model; what ranks it among the others.
   *
   * @param priority as its class has it; 0 without one
   */
  public record Meta(
      long generation,
      Map<String, String> labels,
      Map<String, String> annotations,
      String ownerKind,
      boolean mirror,
      int priority) {
    /** From here on a pod is critical: of system-cluster-critical and above. */
    private static final int SYSTEM_CRITICAL = 2_000_000_000;

    /** Tells whether a kubelet never evicts it, and ends it last. */
    boolean critical() {
      return mirror || priority >= SYSTEM_CRITICAL;
    }
  }

  /** What decides whether a node takes the pod. */
  public record Placement(
      Map<String, String> nodeSelector,
      Map<?, ?> requiredAffinity,
      List<Toleration> tolerations,
      List<HostPort> hostPorts,
      String os) {}

  /**
   * A port of the node that a container wants for itself.
   *
   * @param ip the address that it is wanted at; empty for all
   */
  public record HostPort(String ip, String protocol, long port) {
    /** Tells whether both cannot be had. */
    public boolean conflictsWith(HostPort other) {
      boolean sameAddress = ip.isEmpty() || other.ip.isEmpty() || ip.equals(other.ip);
      return port == other.port && protocol.equals(other.protocol) && sameAddress;
    }
  }

  /** A taint that a pod does not mind. Empty texts match everything. */
  public record Toleration(String key, String operator, String value, String effect) {}

  /**
   * Returns the pod without what only its admission needs.
   *
   * @param keepsLabels whether somebody asks for its labels later
   */
  public PodSpec admitted(boolean keepsLabels) {
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
        ephemeralContainers,
        resources,
        readinessGates,
        Map.of(),
        references,
        NOWHERE,
        new Meta(
            meta.generation(),
            keepsLabels ? meta.labels() : Map.of(),
            Map.of(),
            meta.ownerKind(),
            meta.mirror(),
            meta.priority()),
        ObservedPodStatus.NONE);
  }

  private static final Placement NOWHERE =
      new Placement(Map.of(), Map.of(), List.of(), List.of(), "");

  /**
   * Resources of the pod as a whole.
   *
   * @param requests what stands in the spec for all containers together; counts instead of theirs
   * @param effectiveJson requests and limits that come of it and of the containers'
   * @param allocatedJson the requests of these; empty where there are none
   * @param memoryLimit what stands in the spec for all containers together, in bytes; 0 for none
   */
  public record PodResources(
      Map<String, String> requests, String effectiveJson, String allocatedJson, long memoryLimit) {}

  /** Returns the images of init containers and the others. */
  List<String> images() {
    return Stream.concat(initContainers.stream(), containers.stream())
        .map(ContainerSpec::image)
        .toList();
  }

  /** Returns namespace and name with a slash. */
  public String key() {
    return namespace + "/" + name;
  }
}
