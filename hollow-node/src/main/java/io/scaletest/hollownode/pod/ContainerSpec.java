package io.scaletest.hollownode.pod;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The properties of a container that its kubelet acts on. Immutable.
 *
 * @param sidecar whether it is an init container that goes on running
 * @param restartPolicy its own one; empty where the pod's counts
 * @param restartRules what its exit codes lead to; only beside a policy of its own
 * @param requests quantities by resource, and limits of those it does not request
 * @param resourcesJson its resources as they stand in the spec
 * @param mountsJson its mounts as they stand in a status; empty where it has none
 * @param preStopSeconds how long its hook before the end sleeps; 0 without one
 * @param restartOnResize resources whose change needs a restart
 */
record ContainerSpec(
    String name,
    String image,
    boolean sidecar,
    String restartPolicy,
    List<RestartRule> restartRules,
    Map<String, String> requests,
    String resourcesJson,
    String mountsJson,
    Optional<ProbeSpec> startupProbe,
    Optional<ProbeSpec> readinessProbe,
    Optional<ProbeSpec> livenessProbe,
    long preStopSeconds,
    Set<String> restartOnResize) {

  /**
   * What becomes of a container, or of its whole pod, that ends with some exit code.
   *
   * @param in whether the codes are those that it is for, or all others
   */
  public record RestartRule(String action, boolean in, List<Integer> codes) {
    /** The container is started again whatever its policy says. */
    public static final String RESTART = "Restart";

    /** All containers of the pod are started again. */
    public static final String RESTART_ALL = "RestartAllContainers";

    boolean matches(int code) {
      return codes.contains(code) == in;
    }
  }

  /** Returns the action of the first rule for an exit code; empty where there is none. */
  public String actionOn(int code) {
    for (RestartRule rule : restartRules) {
      if (rule.matches(code)) {
        return rule.action();
      }
    }
    return "";
  }

  /** Tells whether it is started again after an exit with this code. */
  public boolean restartsAfter(int code, String podPolicy) {
    String policy = restartPolicy.isEmpty() ? podPolicy : restartPolicy;
    if (!restartPolicy.isEmpty() && !actionOn(code).isEmpty()) {
      return true;
    }
    return switch (policy) {
      case "OnFailure" -> code != 0;
      case "Never" -> false;
      default -> true;
    };
  }

  /**
   * Tells whether it is started again after a probe had it killed, which does not ask for the exit
   * code.
   */
  boolean restartsAfterProbe(String podPolicy) {
    return !(restartPolicy.isEmpty() ? podPolicy : restartPolicy).equals("Never");
  }

  ContainerSpec withoutRequests() {
    return new ContainerSpec(
        name,
        image,
        sidecar,
        restartPolicy,
        restartRules,
        Map.of(),
        resourcesJson,
        mountsJson,
        startupProbe,
        readinessProbe,
        livenessProbe,
        preStopSeconds,
        restartOnResize);
  }
}
