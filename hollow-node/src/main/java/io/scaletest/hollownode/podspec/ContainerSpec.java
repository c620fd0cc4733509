package io.scaletest.hollownode.podspec;

import java.util.Map;

/**
 * What a kubelet needs to know of one container.
 *
 * @param sidecar whether it is an init container that goes on running
 * @param requests quantities by resource, and limits of those it does not request
 * @param resourcesJson its resources as they stand in the spec
 * @param mountsJson its mounts as they stand in a status; empty where it has none
 * @param startupDelaySeconds how long after its start a startup probe succeeds; -1 without one
 * @param readinessDelaySeconds how long after that a readiness probe does; -1 without one
 */
public record ContainerSpec(
    String name,
    String image,
    boolean sidecar,
    Map<String, String> requests,
    String resourcesJson,
    String mountsJson,
    int startupDelaySeconds,
    int readinessDelaySeconds) {

  ContainerSpec withoutRequests() {
    return new ContainerSpec(
        name,
        image,
        sidecar,
        Map.of(),
        resourcesJson,
        mountsJson,
        startupDelaySeconds,
        readinessDelaySeconds);
  }
}
