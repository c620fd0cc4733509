package io.scaletest.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.scaletest.common.process.ResidentMemory;
import io.scaletest.controlplane.cluster.ComponentStatus;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.process.ProcessIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * A cluster as it is at one moment. Immutable.
 *
 * @param kubeconfig the administrator's
 * @param nodes how many it is to have
 * @param ready how many of them the API server calls Ready; empty where it does not answer
 * @param processes each process or pod that it is to have
 */
record ClusterView(Path kubeconfig, int nodes, OptionalInt ready, List<Row> processes) {
  private static final String LINE = "%-26s %-8s %-9s %9s %9s%n";
  private static final long BYTES_PER_MIB = 1L << 20;
  private static final String NONE = "-";

  /**
   * One process or pod.
   *
   * @param pid empty where no process of this machine runs for it
   * @param state in a word
   * @param running whether it is there at all
   * @param good whether it does what it is for
   */
  record Row(
      String name,
      OptionalLong pid,
      String state,
      boolean running,
      boolean good,
      Optional<Long> residentBytes,
      Optional<Duration> cpu) {
    static Row of(ComponentStatus component) {
      return of(
          component.name(),
          component.pid(),
          component.ready() ? "ready" : component.running() ? "not ready" : "stopped",
          component.ready());
    }

    static Row of(HollowGroup group, ProcessIdentity process) {
      int ready = process == null ? 0 : ReadyNodes.toldBy(group);
      return of(
          group.name(),
          process == null ? OptionalLong.empty() : OptionalLong.of(process.pid()),
          process == null ? "stopped" : ready + "/" + group.nodes(),
          ready == group.nodes());
    }

    /** Returns a pod: what it uses is its node's to tell. */
    static Row ofPod(String name, String state, boolean running, boolean good) {
      return new Row(
          name, OptionalLong.empty(), state, running, good, Optional.empty(), Optional.empty());
    }

    private static Row of(String name, OptionalLong pid, String state, boolean good) {
      Optional<Long> memory = Optional.empty();
      Optional<Duration> cpu = Optional.empty();
      if (pid.isPresent()) {
        OptionalLong bytes = ResidentMemory.bytesOf(pid.getAsLong());
        memory = bytes.isPresent() ? Optional.of(bytes.getAsLong()) : Optional.empty();
        cpu = ProcessHandle.of(pid.getAsLong()).flatMap(p -> p.info().totalCpuDuration());
      }
      return new Row(name, pid, state, pid.isPresent(), good, memory, cpu);
    }
  }

  ClusterView {
    Objects.requireNonNull(kubeconfig, "kubeconfig is null");
    processes = List.copyOf(processes);
  }

  /** Looks at each process, and asks the server for the nodes. Blocks. */
  static ClusterView of(
      ControlPlane controlPlane, ClusterState state, Map<String, ProcessIdentity> running) {
    List<ComponentStatus> components = controlPlane.status();
    List<Row> rows = new ArrayList<>(components.stream().map(Row::of).toList());
    state.groups().forEach(group -> rows.add(Row.of(group, running.get(group.name()))));
    OptionalInt ready = OptionalInt.empty();
    if (components.stream().anyMatch(ComponentStatus::running)) {
      try {
        ready = OptionalInt.of(ReadyNodes.onServer(controlPlane.client(), state));
      } catch (KubernetesClientException e) {
        ready = OptionalInt.empty(); // said as "unknown": the rows tell what does not answer
      }
    }
    return new ClusterView(controlPlane.kubeconfig(), state.nodes(), ready, rows);
  }

  /** Returns whether nothing of it runs. */
  boolean nothingRuns() {
    return processes.stream().noneMatch(Row::running);
  }

  /** Returns whether every process does its work and every node is Ready. */
  boolean whole() {
    return ready.isPresent() && ready.getAsInt() == nodes && processes.stream().allMatch(Row::good);
  }

  /** Returns a line for each process, one for all, and one of the nodes. */
  String table() {
    StringBuilder table = new StringBuilder();
    table.append(String.format(Locale.ROOT, LINE, "PROCESS", "PID", "STATE", "MEMORY", "CPU"));
    for (Row row : processes) {
      table.append(
          String.format(
              Locale.ROOT,
              LINE,
              row.name(),
              row.pid().isPresent() ? Long.toString(row.pid().getAsLong()) : NONE,
              row.state(),
              row.residentBytes().map(ClusterView::mebibytes).orElse(NONE),
              row.cpu().map(ClusterView::seconds).orElse(NONE)));
    }
    if (processes.stream().anyMatch(row -> row.pid().isPresent())) {
      long bytes = processes.stream().mapToLong(row -> row.residentBytes().orElse(0L)).sum();
      Duration cpu =
          processes.stream()
              .map(row -> row.cpu().orElse(Duration.ZERO))
              .reduce(Duration.ZERO, Duration::plus);
      table.append(String.format(Locale.ROOT, LINE, "all", "", "", mebibytes(bytes), seconds(cpu)));
    }
    table.append(
        String.format(
            Locale.ROOT,
            "nodes: %s of %d Ready%n",
            ready.isPresent() ? Integer.toString(ready.getAsInt()) : "unknown how many",
            nodes));
    return table.toString();
  }

  private static String mebibytes(long bytes) {
    return bytes / BYTES_PER_MIB + " MiB";
  }

  private static String seconds(Duration length) {
    return String.format(
        Locale.ROOT, "%.1f s", length.toMillis() / (double) TimeUnit.SECONDS.toMillis(1));
  }
}
