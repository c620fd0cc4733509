package io.scaletest.controlplane.components;

import java.net.URI;
import java.util.List;
import java.util.Objects;

/**
 * One process to run.
 *
 * @param name unique in its control plane: {@code etcd}, {@code kube-apiserver-1} …
 * @param component what it is an instance of
 * @param command program and arguments
 * @param address scheme, host and port where its clients reach it
 * @param readyUrl answers 200 as soon as it is ready
 */
public record ComponentSpec(
    String name, Component component, List<String> command, URI address, URI readyUrl) {
  public ComponentSpec {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(component, "component is null");
    command = List.copyOf(command);
    Objects.requireNonNull(address, "address is null");
    Objects.requireNonNull(readyUrl, "readyUrl is null");
  }
}
