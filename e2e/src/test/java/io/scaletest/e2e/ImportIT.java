package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.testkit.controlplane.RawApi;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A public trace from its rows to pods on a real control plane, through the player's jar. */
@SideBySide
@RealControlPlane
class ImportIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** A busy machine may make the run invalid; that is not what is tested. */
  private static final List<Integer> REPLAYED = List.of(0, 31);

  /**
   * Pods as alibaba-gpu-2023 has them, of which the window 5 s to 2 min has: one that is there
   * before, and ends in it; five that come in it, of which two end in it; a row that is broken; one
   * that comes later.
   */
  private static final List<String> ROWS =
      List.of(
          "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,"
              + "deletion_time,scheduled_time",
          "openb-pod-0000,12000,16384,0,0,,LS,Running,0,60,0",
          "openb-pod-0001,6000,12288,1,460,V100M16,LS,Failed,10,40,11",
          "openb-pod-0002,8000,32768,8,1000,,Burstable,Running,20,100000,21",
          "openb-pod-0003,many,1,0,0,,BE,Succeeded,25,30,25",
          "openb-pod-0004,1000,1024,0,0,,BE,Pending,30,,",
          "openb-pod-0005,1000,1024,0,0,,LS,Succeeded,50,80,51",
          "openb-pod-0006,1000,1024,0,0,,LS,Succeeded,90,95,91",
          "openb-pod-0007,1000,1024,0,0,,LS,Succeeded,200,300,201");

  @TempDir private Path folder;

  /** What happened to the pods of imports on the server. */
  private static final class Seen implements Watcher<Pod> {
    private final Queue<String> added = new ConcurrentLinkedQueue<>();
    private final Queue<String> deleted = new ConcurrentLinkedQueue<>();

    @Override
    public void eventReceived(Action action, Pod pod) {
      String name = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
      if (action == Action.ADDED) {
        added.add(name);
      } else if (action == Action.DELETED) {
        deleted.add(name);
      }
    }

    @Override
    public void onClose(WatcherException cause) {}
  }

  private String player(List<Integer> statuses, String... words) {
    try (ToolProcess process = ToolProcess.jar("player", words).directory(folder).start()) {
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isIn(statuses);
      return process.stdout() + process.stderr();
    }
  }

  /** Returns the names of the rows of an operation; none may have failed. */
  private List<String> rows(String operation) throws IOException {
    List<String> names = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("imp-driver.csv"))) {
      String[] fields = line.split(",");
      if (fields[2].equals(operation)) {
        assertThat(fields[4]).as(line).isEqualTo("\"\"");
        names.add(fields[3].replace("\"", ""));
      }
    }
    return names;
  }

  private static boolean until(BooleanSupplier condition) {
    return new BoundedWait(Ticker.system()).until(LIMIT, condition);
  }

  @Test
  void theRowsOfAPublicTraceBecomePodsThatComeAndGo(RealCluster cluster) throws IOException {
    Files.write(folder.resolve("pods.csv"), ROWS);
    String imported =
        player(
            List.of(0),
            "import",
            "alibaba-gpu-2023",
            "pods.csv",
            "-o",
            "slow.trace",
            "--window=5s..2m",
            "--namespaces=2");
    assertThat(imported)
        .contains("pods.csv: cpu_milli is no number: 1 row left out, line 5")
        .containsPattern("left out by window: 1\\b");
    assertThat(player(List.of(0), "trace", "summary", "slow.trace"))
        .contains("requests            5 in 1 min 20 s", "initial objects     3");
    player(List.of(0), "trace", "scale", "slow.trace", "--speed=10", "-o", "fast.trace");

    Seen seen = new Seen();
    Watch watch =
        cluster.client().pods().inAnyNamespace().withLabel("scaletest/import").watch(seen);
    try {
      String told =
          player(
              REPLAYED,
              "replay",
              "fast.trace",
              "--kubeconfig",
              cluster.kubeconfig().toString(),
              "--runid",
              "imp");
      assertThat(told).contains("made 3 of 3 objects that were there before");
      assertThat(until(() -> seen.deleted.size() == 6)).as("all pods are gone").isTrue();
    } finally {
      watch.close();
    }

    Summary summary = Summary.read(folder.resolve("imp-driver.summary.json"));
    JsonNode verbs = summary.json().path("replay").path("verbs");
    assertThat(verbs.path("create").path("replayed").asInt()).isEqualTo(5);
    assertThat(verbs.path("delete").path("replayed").asInt()).isEqualTo(3);
    assertThat(rows("create"))
        .containsExactlyInAnyOrder(
            "pod-0000001", "pod-0000002", "pod-0000003", "pod-0000004", "pod-0000005");
    assertThat(rows("delete"))
        .containsExactlyInAnyOrder("pod-0000001", "pod-0000000", "pod-0000004");
    assertThat(seen.added).as("on the server").hasSize(6).doesNotHaveDuplicates();
    assertThat(seen.deleted).containsExactlyInAnyOrderElementsOf(seen.added);
    assertThat(summary.count("leftBehind")).isZero();
    RawApi api = new RawApi(cluster.client());
    String namespaces = "/api/v1/namespaces?labelSelector=scaletest%2Frunid%3Dimp";
    assertThat(until(() -> api.get(namespaces).hasNoItems())).isTrue();
  }
}
