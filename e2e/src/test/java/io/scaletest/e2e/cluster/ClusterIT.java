package io.scaletest.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.process.ProcessIdentity;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hollow cluster from nothing to nothing, however it was interrupted. */
@SideBySide
class ClusterIT {
  /** The control plane's binaries may have to be built. */
  private static final Duration UP_LIMIT = Duration.ofMinutes(30);

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int NODES = 120;
  private static final int PODS = 200;
  private static final Pattern PORT =
      Pattern.compile("(?:127\\.0\\.0\\.1:|\"metricsPort\" : )(\\d+)");

  private final BoundedWait wait = new BoundedWait(Ticker.system());

  @TempDir private Path folder;

  @AfterEach
  void leaveNothing() {
    if (Files.exists(dataDir())) {
      try (ToolProcess down = cluster("down").start()) {
        down.awaitExit(LIMIT);
      }
    }
  }

  @Test
  void killedContinuedGrownUsedAndTakenDownItLeavesNothing() throws IOException {
    killDuringUp("hollow-1: starting a process with 70 nodes", "--nodes=70");
    Map<String, Long> killed = running();
    assertThat(killed).containsKeys("etcd", "kube-apiserver-1");

    String grown = run(UP_LIMIT, "up", "--nodes=" + NODES, "--nodes-per-process=70");
    assertThat(grown)
        .contains("the control plane stands", "nodes: 120 of 120 Ready", "export KUBECONFIG='");
    assertThat(running()).containsAllEntriesOf(killed).containsKeys("hollow-1", "hollow-2");
    Map<String, Long> whole = running();

    assertThat(run(LIMIT, "up")).contains("nodes: 120 of 120 Ready");
    assertThat(running()).as("a second up starts nothing").isEqualTo(whole);
    assertThat(run(LIMIT, "status")).contains("hollow-2 ", "50/50", "nodes: 120 of 120 Ready");
    runPods();
    assertThat(
            run(
                LIMIT,
                "run",
                "cmdriver",
                "-n=20",
                "-lambda=20",
                "-maxpop=20",
                "-metricport=0",
                "-waitBeforeTerminate=0"))
        .contains("20 creates, 20 deletes, 0 errors");

    List<Integer> ports = ports();
    assertThat(ports).hasSizeGreaterThan(6).anyMatch(ClusterIT::isListening);
    run(LIMIT, "down");

    // The last threads of a killed process may hold its port after its main thread has gone.
    assertThat(wait.until(LIMIT, () -> ports.stream().noneMatch(ClusterIT::isListening))).isTrue();
    assertNothingLeft(whole);
    try (ToolProcess status = cluster("status").start()) {
      assertThat(status.awaitExit(LIMIT)).isEqualTo(3);
      assertThat(status.stderr().lines()).hasSize(1);
    }
  }

  /** Through the Deployment controller and the scheduler, as a user's pods come. */
  private void runPods() {
    KubernetesClient client = ControlPlane.find(controlPlane()).orElseThrow().client();
    Deployment deployment =
        new DeploymentBuilder()
            .withNewMetadata()
            .withNamespace("scaletest")
            .withName("web")
            .endMetadata()
            .withNewSpec()
            .withReplicas(PODS)
            .withNewSelector()
            .addToMatchLabels("app", "web")
            .endSelector()
            .withNewTemplate()
            .withNewMetadata()
            .addToLabels("app", "web")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("web")
            .withImage("registry.example/web:1")
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    client.resource(deployment).create();

    boolean ready =
        wait.until(
            LIMIT,
            () -> {
              Integer now = client.resource(deployment).get().getStatus().getReadyReplicas();
              return now != null && now == PODS;
            });

    assertThat(ready).as(PODS + " pods are Ready").isTrue();
    assertThat(client.pods().inNamespace("scaletest").withLabel("app", "web").list().getItems())
        .hasSize(PODS)
        .allMatch(pod -> pod.getStatus().getPhase().equals("Running"))
        .allMatch(pod -> pod.getSpec().getNodeName().startsWith("hollow-"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"etcd .* ready after", "ready after .* etcd does not sync"})
  void killedWhileTheControlPlaneStartsItIsTakenDown(String moment) {
    killDuringUp(moment, "--nodes=10");
    Map<String, Long> left = running();
    assertThat(left).as("what the killed up left").isNotEmpty();

    run(LIMIT, "down");

    assertNothingLeft(left);
  }

  @Test
  void interruptedItSaysHowToGoOnAndDownEndsAnUpAtWork() {
    try (ToolProcess up = cluster("up", "--nodes=10").start()) {
      up.awaitOutput("hollow-1: starting", UP_LIMIT);
      assertThat(wait.until(LIMIT, () -> running().containsKey("hollow-1"))).isTrue();
      up.signal("INT");
      assertThat(up.awaitExit(LIMIT)).isEqualTo(130);
      assertThat(up.stderr()).endsWith("cluster: stopped: up again continues, down ends it\n");
    }
    Map<String, Long> left = running();
    assertThat(left).containsKey("hollow-1");

    try (ToolProcess again = cluster("up", "--nodes=40", "--nodes-per-process=10").start()) {
      again.awaitOutput("hollow-2: starting", LIMIT);
      left.putAll(running());
      run(LIMIT, "down");
      assertThat(again.awaitExit(LIMIT)).isEqualTo(143);
    }

    assertNothingLeft(left);
  }

  private void killDuringUp(String moment, String... options) {
    try (ToolProcess up = cluster("up").arguments(options).start()) {
      up.awaitOutput(moment, UP_LIMIT);
      up.signal("KILL");
      up.awaitExit(LIMIT);
    }
  }

  private Path dataDir() {
    return folder.resolve("cluster");
  }

  private Path controlPlane() {
    return dataDir().resolve("control-plane");
  }

  private ToolProcess.Builder cluster(String word, String... options) {
    return ToolProcess.jar("cluster", word, "--data-dir", dataDir().toString()).arguments(options);
  }

  private String run(Duration limit, String word, String... options) {
    try (ToolProcess process = cluster(word, options).start()) {
      assertThat(process.awaitExit(limit)).as(process.stderr()).isZero();
      return process.stdout() + process.stderr();
    }
  }

  /** Returns what runs of the cluster, by the name in its record. */
  private Map<String, Long> running() {
    return Stream.of(dataDir().resolve("run"), controlPlane().resolve("run"))
        .filter(Files::isDirectory)
        .flatMap(ClusterIT::records)
        .filter(record -> isAlive(pidIn(record)))
        .collect(
            Collectors.toMap(
                record -> record.getFileName().toString().replace(".pid", ""), ClusterIT::pidIn));
  }

  private static Stream<Path> records(Path run) {
    try (Stream<Path> files = Files.list(run)) {
      return files.filter(file -> file.toString().endsWith(".pid")).toList().stream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long pidIn(Path record) {
    try {
      return Long.parseLong(Files.readAllLines(record).get(0));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isAlive(long pid) {
    return ProcessIdentity.of(pid).isPresent(); // a zombie is the system's, not the cluster's
  }

  /** Returns every port that the state files of the cluster name. */
  private List<Integer> ports() throws IOException {
    var ports = new TreeSet<Integer>();
    for (Path state : List.of(dataDir(), controlPlane())) {
      PORT.matcher(Files.readString(state.resolve("state.json")))
          .results()
          .forEach(found -> ports.add(Integer.parseInt(found.group(1))));
    }
    return List.copyOf(ports);
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private void assertNothingLeft(Map<String, Long> ran) {
    assertThat(ran.values()).noneMatch(ClusterIT::isAlive);
    assertThat(dataDir()).doesNotExist();
    assertThat(ProcessHandle.allProcesses())
        .as("processes that name the folder")
        .noneMatch(
            process -> process.info().commandLine().orElse("").contains(dataDir().toString()));
  }
}
