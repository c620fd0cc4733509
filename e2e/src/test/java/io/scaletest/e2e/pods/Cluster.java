package io.scaletest.e2e.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A cluster with a real node, as somebody with kubectl and an image of a tool has it. */
record Cluster(RealCluster real, Path folder) {
  /**
   * How long {@code kubectl wait} and {@code kubectl delete} wait: less than is waited for them.
   */
  static final String TIMEOUT = "--timeout=170s";

  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** Which images a node has, by the folder of its control plane. */
  private static final Set<String> IMPORTED = ConcurrentHashMap.newKeySet();

  /**
   * Builds a tool's image and gives it to the node, as {@code localhost/TOOL:test}, unless a test
   * before has done so.
   */
  void image(String tool) {
    String name = "localhost/" + tool + ":test";
    String key = real.controlPlane().dataDir() + " " + name;
    if (IMPORTED.contains(key)) {
      return;
    }
    Path archive = folder.resolve(tool + ".tar");
    build(tool, archive, name);
    real.controlPlane().importImage(archive);
    IMPORTED.add(key);
  }

  /** Copies the manifests of a folder of deploy/, with more lines in their kustomization. */
  Path manifests(String name, String kustomization) throws IOException {
    Path copy = folder.resolve("deploy-" + name.replace('/', '-'));
    Path deploy = Repository.root().resolve("deploy").resolve(name);
    try (Stream<Path> files = Files.walk(deploy)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(deploy.relativize(file).toString()));
      }
    }
    Path file = copy.resolve("kustomization.yaml");
    Files.writeString(file, kustomization, StandardOpenOption.APPEND);
    return copy;
  }

  /** Makes a kustomization that stands on a folder of deploy/, as users make theirs. */
  Path overlay(String name, String base, String kustomization) throws IOException {
    Path overlay = Files.createDirectory(folder.resolve(name)).toRealPath();
    String resource = overlay.relativize(deploy(base)).toString();
    Files.writeString(
        overlay.resolve("kustomization.yaml"), "resources: [" + resource + "]\n" + kustomization);
    return overlay;
  }

  /** Returns a folder of deploy/. */
  Path deploy(String name) throws IOException {
    return Repository.root().toRealPath().resolve("deploy").resolve(name);
  }

  /** Waits for the one pod of a ReplicaSet in namespace scaletest. */
  void awaitReady(String replicaSet) {
    kubectl(
        "wait",
        "--namespace=scaletest",
        "rs/" + replicaSet,
        "--for=jsonpath={.status.readyReplicas}=1",
        TIMEOUT);
  }

  /** Returns all that the pod in namespace scaletest with these labels has logged. */
  String logs(String labels) {
    return kubectl("logs", "--namespace=scaletest", "--tail=-1", "--selector=" + labels);
  }

  /**
   * Returns how many rows with these words the logger in namespace scaletest with these labels has
   * written so far.
   */
  long rows(String labels, String words) {
    String pod =
        kubectl("get", "pods", "--namespace=scaletest", "-o", "name", "-l", labels).strip();
    String all = kubectl("exec", "--namespace=scaletest", pod, "--", "cat", "/tmp/obj-log.csv");
    return all.lines().filter(line -> line.contains(words)).count();
  }

  private static void build(String tool, Path archive, String name) {
    String script = Repository.root().resolve("hack/build-image.sh").toString();
    try (ToolProcess build = ToolProcess.command(script, tool, archive.toString(), name).start()) {
      assertThat(build.awaitExit(LIMIT)).as(build.stderr()).isZero();
    }
  }

  /** Runs kubectl, which must succeed; returns what it printed. */
  String kubectl(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                RealCluster.kubectl().toString(),
                "--kubeconfig=" + real.kubeconfig(),
                "--cache-dir=" + folder.resolve("kubectl")));
    command.addAll(List.of(words));
    try (ToolProcess kubectl =
        ToolProcess.command(command.toArray(String[]::new)).directory(folder).start()) {
      int status = kubectl.awaitExit(LIMIT);
      assertThat(status).as(String.join(" ", words) + ": " + kubectl.stderr()).isZero();
      return kubectl.stdout();
    }
  }

  /** Returns the nodes that are ready and whose names begin with {@code prefix}. */
  List<String> readyNodes(String prefix) {
    return nodes(prefix, "=True");
  }

  /** Returns all nodes whose names begin with {@code prefix}. */
  List<String> nodes(String prefix) {
    return nodes(prefix, "");
  }

  private List<String> nodes(String prefix, String end) {
    String lines =
        kubectl(
            "get",
            "nodes",
            "-o",
            "jsonpath={range .items[*]}{.metadata.name}"
                + "={.status.conditions[?(@.type==\"Ready\")].status}{\"\\n\"}{end}");
    return lines.lines().filter(line -> line.startsWith(prefix) && line.endsWith(end)).toList();
  }

  /**
   * Returns the requests of a user that had an answer of this status, as the audit log has them.
   */
  List<String> audited(String user, int status) {
    Path log = real.controlPlane().dataDir().resolve("logs/kube-apiserver-1.audit.log");
    try {
      return Files.readAllLines(log).stream()
          .filter(line -> line.contains("\"user\":{\"username\":\"" + user + "\""))
          .filter(line -> line.contains("\"code\":" + status))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until something is so, for a limited time; says how the pods are where it is not. */
  void await(String what, BooleanSupplier condition) {
    boolean so = new BoundedWait(Ticker.system()).until(LIMIT, condition);
    assertThat(so).as(() -> what + ":\n" + kubectl("get", "pods,events", "-A")).isTrue();
  }
}
