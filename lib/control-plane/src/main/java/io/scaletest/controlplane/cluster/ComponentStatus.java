package io.scaletest.controlplane.cluster;

import io.scaletest.controlplane.components.Component;
import java.net.URI;
import java.util.OptionalLong;

/**
 * How one component is.
 *
 * @param name unique in its control plane
 * @param pid its process; empty where none runs
 * @param ready whether it answered just now that it is ready
 * @param residentBytes how much memory it has; empty where the system does not tell
 */
public record ComponentStatus(
    String name,
    Component component,
    OptionalLong pid,
    URI address,
    boolean ready,
    OptionalLong residentBytes) {
  public boolean running() {
    return pid.isPresent();
  }
}
