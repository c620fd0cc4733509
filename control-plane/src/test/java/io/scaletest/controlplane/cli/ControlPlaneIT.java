package io.scaletest.controlplane.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.scaletest.controlplane.cluster.ComponentStatus;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.process.ProcessIdentity;
import io.scaletest.fabric8.MeasuredClient;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.transport.ReplyObserver;
import io.scaletest.testkit.fault.RethrowingFaults;
import io.scaletest.testkit.network.NetworkNamespace;
import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The command as its users have it: the jar, real processes, real binaries. */
class ControlPlaneIT {
  /** A build with Go may be part of it. */
  private static final Duration BUILD_LIMIT = Duration.ofMinutes(30);

  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir Path folder;
  private final List<Path> dataDirs = new ArrayList<>();

  @BeforeAll
  static void haveBinaries() {
    try (ToolProcess build = tool("build").start()) {
      int status = build.awaitExit(BUILD_LIMIT);
      boolean continuousIntegration = "true".equals(System.getenv("CI"));
      assumeTrue(status == 0 || continuousIntegration, build.stderr());
      assertThat(status).as(build.stderr()).isZero();
    }
  }

  @AfterEach
  void leaveNothingRunning() {
    dataDirs.forEach(ControlPlane::down);
  }

  @Test
  void aControlPlaneComesUpIsUsedAndGoesDownWithoutATrace() {
    Path dir = dataDir("a");

    Output up = run("up", dir);
    assertThat(up.stdout()).isEqualTo("export KUBECONFIG='" + kubeconfig(dir) + "'\n");
    assertThat(up.stderr()).contains("etcd does not sync to disk (--durable makes it)");
    assertThat(run("env", dir).stdout()).isEqualTo(up.stdout());
    assertThat(run("status", dir).stdout())
        .contains("etcd ", "kube-apiserver-1 ", "kube-scheduler ", "kube-controller-manager ")
        .contains("sample-apiserver ")
        .doesNotContain(" no ");
    ControlPlane controlPlane = ControlPlane.find(dir).orElseThrow();
    try (MeasuredClient client = client(kubeconfig(dir))) {
      ConfigMap map =
          new ConfigMapBuilder()
              .withNewMetadata()
              .withNamespace("scaletest")
              .withName("one")
              .endMetadata()
              .build();
      assertThat(client.client().resource(map).create().getMetadata().getUid()).isNotEmpty();
    }
    List<Long> pids = pids(controlPlane);

    run("down", dir);

    assertThat(pids).hasSize(5).noneMatch(ControlPlaneIT::isAlive);
    assertThat(kubeconfig(dir)).doesNotExist();
    assertThat(runToStatus(3, "status", dir).stdout()).contains("stopped");
    assertThat(runToStatus(3, "env", dir).stdout()).isEmpty();
    assertThat(run("down", dir).stderr()).contains("nothing ran");
  }

  @Test
  void aSecondUpIsRefusedInOneLineAndTheFirstGoesOn() {
    Path dir = dataDir("a");
    run("up", dir);

    Output second = runToStatus(8, "up", dir);

    assertThat(second.stderr().lines())
        .singleElement()
        .asString()
        .contains("--data-dir: a control plane runs in " + dir);
    run("status", dir);
  }

  @Test
  void anUpThatWasKilledMidStartIsCleanedByDown() {
    Path dir = dataDir("a");
    try (ToolProcess up = tool("up", "--foreground", "--data-dir", dir.toString()).start()) {
      up.awaitOutput("^control-plane: etcd .* ready", LIMIT);
      up.signal("KILL");
      up.awaitExit(LIMIT);
    }
    List<Long> left = pidsIn(dir);
    assertThat(left).as("what the killed up left").isNotEmpty();

    run("down", dir);

    assertThat(left).noneMatch(ControlPlaneIT::isAlive);
    run("up", dir);
  }

  @Test
  void anUpThatIsInterruptedMidStartLeavesNoProcess() {
    Path dir = dataDir("a");
    try (ToolProcess up = tool("up", "--data-dir", dir.toString()).start()) {
      up.awaitOutput("^control-plane: etcd .* ready", LIMIT);
      List<Long> started = pidsIn(dir);
      up.signal("INT");
      assertThat(up.awaitExit(LIMIT)).isEqualTo(130);

      assertThat(started).isNotEmpty().noneMatch(ControlPlaneIT::isAlive);
      assertThat(pidsIn(dir)).isEmpty();
      assertThat(kubeconfig(dir)).doesNotExist();
    }
  }

  @Test
  void inTheForegroundItStaysUntilSigtermAndTakesEverythingDown() {
    Path dir = dataDir("a");
    try (ToolProcess up = tool("up", "--foreground", "--data-dir", dir.toString()).start()) {
      up.awaitOutput("^export KUBECONFIG=", LIMIT);
      List<Long> pids = pids(ControlPlane.find(dir).orElseThrow());

      up.signal("TERM");

      assertThat(up.awaitExit(LIMIT)).isEqualTo(143);
      assertThat(pids).hasSize(5).noneMatch(ControlPlaneIT::isAlive);
    }
  }

  @Test
  void twoControlPlanesRunSideBySide() {
    Path first = dataDir("a");
    Path second = dataDir("b");
    run("up", first, "--without", "kube-scheduler,kube-controller-manager,sample-apiserver");
    run("up", second, "--without", "kube-scheduler,kube-controller-manager,sample-apiserver");

    run("down", first);

    assertThat(run("status", second).stdout()).contains("kube-apiserver-1");
  }

  @Test
  @EnabledIf("io.scaletest.testkit.network.NetworkNamespace#supported")
  void inANetworkNamespaceEveryApiServerIsInTheEndpoints() {
    Path dir = dataDir("a");
    try (NetworkNamespace namespace = NetworkNamespace.open("10.200.0.1/16", "10.200.0.2/16");
        ToolProcess up =
            tool("up", "--data-dir", dir.toString(), "--apiservers", "2")
                .arguments("--advertise-address", "10.200.0.1,10.200.0.2", "--audit-log")
                .through(namespace.prefix())
                .start()) {
      assertThat(up.awaitExit(LIMIT)).as(up.stderr()).isZero();
      assertThat(up.stderr()).contains("endpoints default/kubernetes: 10.200.0.1, 10.200.0.2");
      assertThat(kubeconfig(dir))
          .content()
          .contains("server: https://10.200.0.1:6443", "server: https://10.200.0.2:6443");
      assertThat(dir.resolve("logs/kube-apiserver-2.audit.log")).isNotEmptyFile();
      run("down", dir);
    }
  }

  private Path dataDir(String name) {
    Path dir = folder.resolve(name);
    dataDirs.add(dir);
    return dir;
  }

  private static Path kubeconfig(Path dataDir) {
    return dataDir.resolve("admin.kubeconfig");
  }

  private static ToolProcess.Builder tool(String... arguments) {
    return ToolProcess.jar("control-plane", arguments);
  }

  private record Output(String stdout, String stderr) {}

  private static Output run(String command, Path dataDir, String... more) {
    return runToStatus(0, command, dataDir, more);
  }

  private static Output runToStatus(int status, String command, Path dataDir, String... more) {
    try (ToolProcess process =
        tool(command, "--data-dir", dataDir.toString()).arguments(more).start()) {
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isEqualTo(status);
      return new Output(process.stdout(), process.stderr());
    }
  }

  private static List<Long> pids(ControlPlane controlPlane) {
    return controlPlane.status().stream()
        .filter(ComponentStatus::running)
        .map(c -> c.pid().getAsLong())
        .toList();
  }

  private static List<Long> pidsIn(Path dataDir) {
    return List.of("etcd", "kube-apiserver-1").stream()
        .map(n -> dataDir.resolve("run").resolve(n + ".pid"))
        .filter(Files::exists)
        .flatMap(f -> ProcessIdentity.readFrom(f).stream())
        .filter(ProcessIdentity::isAlive)
        .map(ProcessIdentity::pid)
        .toList();
  }

  private static MeasuredClient client(Path kubeconfig) {
    try {
      return MeasuredClient.open(
          ClientConfiguration.load(kubeconfig.toString(), "", "", "test"),
          MeasuredClient.Settings.defaults(),
          ReplyObserver.NONE,
          new RethrowingFaults());
    } catch (ConfigurationException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isAlive(long pid) {
    return ProcessIdentity.of(pid).isPresent();
  }
}
