package io.scaletest.cluster;

import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.cluster.StateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntSupplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a cluster is to be, a JSON file in its data folder, written before each step of making it
 * so: whoever finds it knows what may exist. Processes have pid files of their own.
 *
 * @param step what is being made, or {@link #READY}
 * @param watch hollow-node's option of that name
 * @param host where it runs as pods; empty for processes of this machine
 * @param groups the hollow nodes, a process or a pod each
 */
record ClusterState(String step, String watch, Optional<Host> host, List<HollowGroup> groups) {
  /** The step of a cluster that is whole. */
  static final String READY = "ready";

  static final String CONTROL_PLANE = "control-plane";

  /** Raised when a reader of the earlier form would be misled. */
  private static final int SCHEMA_VERSION = 1;

  private static final String SCHEMA = "scaletest-cluster-state";

  ClusterState {
    groups = List.copyOf(groups);
  }

  /** Returns the state of a cluster of which nothing has been made. */
  static ClusterState nothing(String watch, Optional<Host> host) {
    return new ClusterState(CONTROL_PLANE, watch, host, List.of());
  }

  /**
   * Returns what a cluster is to be that may be there already.
   *
   * @param found what it is to be so far, if it was begun
   * @param nodes how many it is to have; empty for what it has, or the default
   * @param port gives the metrics port of each further group
   * @throws ToolException a usage error, where it cannot become that
   */
  static ClusterState wanted(
      Optional<ClusterState> found, OptionalInt nodes, UpSettings settings, IntSupplier port) {
    if (found.isPresent() && !found.get().watch().equals(settings.watch())) {
      throw ToolException.usage(
          "--watch: must be as this cluster has it, "
              + found.get().watch()
              + " (cluster down ends it), got "
              + settings.watch());
    }
    ClusterState before = found.orElseGet(() -> nothing(settings.watch(), settings.host()));
    int defaultNodes = found.isPresent() ? before.nodes() : UpSettings.DEFAULT_NODES;
    return before.grownTo(nodes.orElse(defaultNodes), settings.nodesPerProcess(), port);
  }

  /** Returns how many nodes it is to have. */
  int nodes() {
    return groups.stream().mapToInt(HollowGroup::nodes).sum();
  }

  /** Returns the same, with another step under way. */
  ClusterState at(String newStep) {
    return new ClusterState(newStep, watch, host, groups);
  }

  /**
   * Returns this with further groups, so that it has as many nodes.
   *
   * @param most nodes of one process
   * @param port gives the metrics port of each further group
   * @throws ToolException a usage error: nodes cannot become fewer
   */
  ClusterState grownTo(int wanted, int most, IntSupplier port) {
    if (wanted < nodes()) {
      throw ToolException.usage(
          "--nodes: must not be fewer than the "
              + nodes()
              + " that this cluster has (cluster down ends it), got "
              + wanted);
    }
    List<HollowGroup> grown = new ArrayList<>(groups);
    for (int missing = wanted - nodes(); missing > 0; missing -= most) {
      grown.add(new HollowGroup(grown.size() + 1, Math.min(missing, most), port.getAsInt()));
    }
    return new ClusterState(step, watch, host, grown);
  }

  /** Writes this to a file of mode 0600, whole or not at all. */
  void write(Path file) throws IOException {
    ObjectNode root = StateFile.begin(SCHEMA, SCHEMA_VERSION);
    root.put("step", step).put("watch", watch);
    host.ifPresent(
        pods ->
            root.putObject("host")
                .put("kubeconfig", pods.kubeconfig())
                .put("context", pods.context())
                .put("namespace", pods.namespace())
                .put("id", pods.id())
                .put("etcdImage", pods.etcdImage())
                .put("kubernetesImage", pods.kubernetesImage())
                .put("hollowNodeImage", pods.hollowNodeImage()));
    ArrayNode list = root.putArray("groups");
    for (HollowGroup group : groups) {
      list.addObject()
          .put("number", group.number())
          .put("nodes", group.nodes())
          .put("metricsPort", group.metricsPort());
    }
    StateFile.write(file, root);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if there is no such file or it is something else
   */
  static ClusterState read(Path file) throws IOException {
    try {
      JsonNode root = StateFile.read(file, SCHEMA, SCHEMA_VERSION);
      List<HollowGroup> groups = new ArrayList<>();
      for (JsonNode node : root.path("groups")) {
        groups.add(
            new HollowGroup(
                node.path("number").asInt(0),
                node.path("nodes").asInt(0),
                node.path("metricsPort").asInt(0)));
      }
      return new ClusterState(
          root.path("step").asString(CONTROL_PLANE),
          root.path("watch").asString("shared"),
          root.has("host") ? Optional.of(host(root.path("host"))) : Optional.empty(),
          groups);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IOException(file + ": not a cluster's state: " + e.getMessage(), e);
    }
  }

  private static Host host(JsonNode node) {
    return new Host(
        node.path("kubeconfig").asString(""),
        node.path("context").asString(""),
        node.path("namespace").asString(""),
        node.path("id").asString(""),
        node.path("etcdImage").asString(""),
        node.path("kubernetesImage").asString(""),
        node.path("hollowNodeImage").asString(""));
  }
}
