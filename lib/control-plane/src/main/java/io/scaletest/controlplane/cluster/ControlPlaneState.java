package io.scaletest.controlplane.cluster;

import io.scaletest.controlplane.components.Component;
import io.scaletest.controlplane.components.ComponentSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The persistent state of a control plane, a JSON file in its data folder: enough to probe each
 * component, to start one again, and to stop all. Processes have pid files of their own.
 *
 * @param durable whether etcd syncs to disk
 * @param components in the order of starting
 */
record ControlPlaneState(boolean durable, List<ComponentSpec> components) {
  /** Raised when a reader of the earlier form would be misled. */
  private static final int SCHEMA_VERSION = 1;

  private static final String SCHEMA = "scaletest-control-plane-state";

  ControlPlaneState {
    components = List.copyOf(components);
  }

  /** Writes this to a file of mode 0600. */
  void write(Path file) throws IOException {
    ObjectNode root = StateFile.begin(SCHEMA, SCHEMA_VERSION);
    root.put("durable", durable);
    ArrayNode list = root.putArray("components");
    for (ComponentSpec spec : components) {
      ObjectNode node = list.addObject();
      node.put("name", spec.name());
      node.put("component", spec.component().binaryName());
      node.put("address", spec.address().toString());
      node.put("readyUrl", spec.readyUrl().toString());
      ArrayNode command = node.putArray("command");
      spec.command().forEach(command::add);
    }
    StateFile.write(file, root);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if there is no such file or it is something else
   */
  static ControlPlaneState read(Path file) throws IOException {
    try {
      JsonNode root = StateFile.read(file, SCHEMA, SCHEMA_VERSION);
      List<ComponentSpec> components = new ArrayList<>();
      for (JsonNode node : root.path("components")) {
        components.add(component(node));
      }
      return new ControlPlaneState(root.path("durable").asBoolean(false), components);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IOException(file + ": not a control plane's state: " + e.getMessage(), e);
    }
  }

  private static ComponentSpec component(JsonNode node) {
    List<String> command = new ArrayList<>();
    node.path("command").forEach(argument -> command.add(argument.asString()));
    String binaryName = node.path("component").asString();
    Component component =
        Arrays.stream(Component.values())
            .filter(c -> c.binaryName().equals(binaryName))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("component " + binaryName));
    return new ComponentSpec(
        node.path("name").asString(),
        component,
        command,
        URI.create(node.path("address").asString()),
        URI.create(node.path("readyUrl").asString()));
  }
}
