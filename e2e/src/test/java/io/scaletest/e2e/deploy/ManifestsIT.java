package io.scaletest.e2e.deploy;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.binaries.BuildListener;
import io.scaletest.controlplane.cluster.AuditLevel;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.cluster.ControlPlaneOptions;
import io.scaletest.controlplane.components.Component;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.pages.CheckedPage;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A real control plane takes every folder and every file of deploy/ as users apply them, all
 * together, gives its service accounts the rights that are checked in and no others, and has
 * nothing left of them when they are deleted. It has no nodes, so nothing runs.
 */
@SideBySide
class ManifestsIT {
  private static final Path DEPLOY = Repository.root().resolve("deploy");
  private static final Path CRDS =
      Repository.root()
          .resolve("e2e/src/test/resources/io/scaletest/e2e/deploy/prometheus-operator-crds.yaml");
  private static final String RIGHTS = "e2e/src/test/resources/io/scaletest/e2e/deploy/rights.txt";
  private static final String KUSTOMIZATION = "kustomization.yaml";
  private static final String API_SERVICE = "apiservice.apiregistration.k8s.io/";
  private static final String APPLY = "apply";
  private static final String STRICTLY = "--validate=strict";
  private static final String NO_WARNING = "--warnings-as-errors";
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** What a file of the originals makes; of an object without pods, container is empty. */
  private record Original(String file, String kind, String name, String container) {}

  private static final List<Original> ORIGINALS =
      List.of(
          new Original("configmaps/logger-rs.yaml", "ReplicaSet", "cm-logger", "logger"),
          new Original("configmaps/logger-service.yaml", "Service", "cm-logger", ""),
          new Original("configmaps/cmdriver.yaml", "Service", "cm-driver", ""),
          new Original("configmaps/cmdriver.yaml", "Deployment", "cm-driver", "cm-driver"),
          new Original("flunders/logger-rs.yaml", "ReplicaSet", "flunder-logger", "logger"),
          new Original(
              "flunders/direct/logger-direct-rs.yaml", "ReplicaSet", "flunder-logger", "logger"),
          new Original("flunders/watch-rs.yaml", "ReplicaSet", "flunder-watch", "watch"));

  @TempDir private static Path folder;
  private static ControlPlane controlPlane;
  private static Kubectl kubectl;

  @BeforeAll
  static void applyEveryFolder() throws IOException {
    // Without the sample API server: deploy/sample-apiserver registers its own.
    controlPlane =
        ControlPlane.start(
            new ControlPlaneOptions(
                folder.resolve("control-plane"),
                Optional.empty(),
                Optional.empty(),
                1,
                List.of(),
                OptionalInt.empty(),
                AuditLevel.NONE,
                false,
                Set.of(Component.SAMPLE_APISERVER),
                Map.of(),
                false,
                true),
            BuildListener.silent());
    kubectl = new Kubectl(controlPlane.kubeconfig(), folder);
    // As a user who has a cluster, and none of the tools' namespaces.
    kubectl.run("delete", "namespace", "scaletest");
    kubectl.run(APPLY, "-f", CRDS.toString());
    kubectl.run("wait", "--for=condition=Established", "crd", "--all", "--timeout=170s");
    for (Path kustomization : folders()) {
      assertThat(kubectl.run(APPLY, STRICTLY, NO_WARNING, "-k", kustomization.toString()))
          .as("apply -k " + kustomization)
          .isNotEmpty();
    }
    withdrawFlunders();
  }

  /**
   * Takes back the registration of an API server that does not run: while there is one, every
   * kubectl waits for it, and no namespace goes.
   */
  private static void withdrawFlunders() {
    kubectl.run(
        "delete",
        "--ignore-not-found",
        "-f",
        DEPLOY.resolve("sample-apiserver/apiservice.yaml").toString());
  }

  @AfterAll
  static void deleteEveryFolderAndFindNothingLeft() throws IOException {
    try (ControlPlane closed = controlPlane) {
      List<Path> folders = new ArrayList<>(folders());
      folders.sort(comparing(ManifestsIT::place, reverseOrder()));
      for (Path kustomization : folders) {
        kubectl.run("delete", "--ignore-not-found", "-k", kustomization.toString());
      }
      for (Path kustomization : folders) {
        assertThat(
                kubectl.run("get", "-o=name", "--ignore-not-found", "-k", kustomization.toString()))
            .as("left of " + kustomization)
            .isEmpty();
      }
      assertThat(closed.client().namespaces().list().getItems())
          .extracting(namespace -> namespace.getMetadata().getName())
          .containsExactlyInAnyOrder("default", "kube-system", "kube-public", "kube-node-lease");
    }
  }

  /** Returns the folders with a kustomization, in the order in which one may need another. */
  static List<Path> folders() throws IOException {
    try (Stream<Path> files = Files.walk(DEPLOY)) {
      return files
          .filter(file -> file.endsWith(KUSTOMIZATION))
          .map(Path::getParent)
          .sorted(comparing(ManifestsIT::place))
          .toList();
    }
  }

  private static String place(Path kustomization) {
    String name = DEPLOY.relativize(kustomization).toString();
    if (name.isEmpty()) {
      return "0";
    }
    return name.equals("namespace") ? "1" : "2" + name;
  }

  /** Returns the files that hold objects. */
  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(DEPLOY)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml") && !file.endsWith(KUSTOMIZATION))
          // For hollow-node --pools, and for an API server's own flag, not for a cluster.
          .filter(file -> !file.endsWith("pools.yaml") && !file.endsWith("audit/policy.yaml"))
          .sorted()
          .toList();
    }
  }

  private static List<HasMetadata> objects(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return controlPlane.client().load(in).items();
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void applyingAgainChangesNothing(Path kustomization) {
    String applied = kubectl.run(APPLY, "-k", kustomization.toString());
    if (applied.contains(API_SERVICE)) {
      withdrawFlunders();
    }

    assertThat(applied.lines()).isNotEmpty().allMatch(ManifestsIT::changesNothing);
  }

  private static boolean changesNothing(String line) {
    return line.endsWith(" unchanged") || line.startsWith(API_SERVICE);
  }

  @Test
  void everyFileAloneNamesItsNamespace() throws IOException {
    List<String> words = new ArrayList<>(List.of(APPLY, STRICTLY, NO_WARNING));
    for (Path file : files()) {
      words.add("-f=" + file);
    }

    String applied = kubectl.run(words);
    withdrawFlunders();

    // One is in two forms: logger-direct-rs.yaml takes the place of logger-rs.yaml.
    String direct = "replicaset.apps/flunder-logger configured";
    assertThat(applied.lines())
        .as("the same objects as by kustomization")
        .allMatch(line -> changesNothing(line) || line.equals(direct));

    kubectl.run(APPLY, "-f", DEPLOY.resolve("flunders/logger-rs.yaml").toString());
  }

  @Test
  void theOriginalsFilesMakeWhatTheyMadeThere() throws IOException {
    for (Original original : ORIGINALS) {
      HasMetadata made =
          objects(DEPLOY.resolve(original.file)).stream()
              .filter(object -> object.getKind().equals(original.kind))
              .findAny()
              .orElseThrow();
      Map<String, String> labels = Map.of("app", original.name);
      assertThat(made.getMetadata().getName()).as(original.file).isEqualTo(original.name);
      assertThat(made.getMetadata().getNamespace()).isEqualTo("scaletest");
      if (made instanceof Service service) {
        assertThat(service.getMetadata().getAnnotations())
            .containsEntry("prometheus.io/scrape", "true");
        assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
        assertThat(service.getSpec().getSelector()).isEqualTo(labels);
        assertThat(service.getSpec().getPorts())
            .extracting(port -> port.getName() + port.getPort())
            .containsExactly(
                "prometheus-metrics" + (original.name.equals("cm-logger") ? 9101 : 9376));
      } else {
        PodTemplateSpec pods = template(made);
        assertThat(pods.getMetadata().getLabels()).isEqualTo(labels);
        assertThat(pods.getSpec().getContainers())
            .extracting(Container::getName)
            .containsExactly(original.container);
      }
    }
    assertThat(command("flunders/watch-rs.yaml")).containsExactly("/flunder-watch", "-v=9");
    assertThat(command("configmaps/cmdriver.yaml")).containsExactly("/bin/sh", "-c", "sleep 365d");
    assertThat(command("flunders/direct/logger-direct-rs.yaml"))
        .startsWith("-override-server=api.wardle.svc.cluster.local:443", "-insecure");
  }

  private static PodTemplateSpec template(HasMetadata object) {
    return object instanceof Deployment deployment
        ? deployment.getSpec().getTemplate()
        : ((ReplicaSet) object).getSpec().getTemplate();
  }

  private static List<String> command(String file) throws IOException {
    HasMetadata last = objects(DEPLOY.resolve(file)).stream().reduce((a, b) -> b).orElseThrow();
    Container container = template(last).getSpec().getContainers().get(0);
    List<String> words = new ArrayList<>(container.getCommand());
    if (!words.contains("/flunder-watch")) {
      words.addAll(container.getArgs());
    }
    return words;
  }

  @Test
  void eachAccountHasTheRightsThatAreCheckedInAndNoOthers() throws IOException {
    Set<String> accounts = new TreeSet<>();
    Set<String> namespaces = new TreeSet<>(List.of("default", "kube-system"));
    for (Path file : files()) {
      for (HasMetadata object : objects(file)) {
        if (object instanceof ServiceAccount account) {
          String namespace = account.getMetadata().getNamespace();
          namespaces.add(namespace);
          accounts.add(
              "system:serviceaccount:" + namespace + ":" + account.getMetadata().getName());
        }
      }
    }
    // Not accounts: the users of hollow nodes.
    accounts.addAll(List.of("kubelet", "system:kube-proxy"));

    StringBuilder page = new StringBuilder("everybody who has logged in\n");
    Set<String> everybodys = rights("system:serviceaccount:default:nobody", "default");
    everybodys.forEach(right -> page.append("  ").append(right).append('\n'));
    for (String account : accounts) {
      Map<String, Set<String>> places = new TreeMap<>();
      for (String namespace : namespaces) {
        for (String right : rights(account, namespace)) {
          if (!everybodys.contains(right)) {
            places.computeIfAbsent(right, unused -> new TreeSet<>()).add(namespace);
          }
        }
      }
      page.append('\n').append(account).append('\n');
      places.forEach(
          (right, where) ->
              page.append("  ")
                  .append(where.equals(namespaces) ? "everywhere" : "in " + where)
                  .append(": ")
                  .append(right)
                  .append('\n'));
    }
    CheckedPage.at(RIGHTS).mustBe(page.toString());
  }

  /** Returns what {@code kubectl auth can-i --list} says, a line a right. */
  private static Set<String> rights(String account, String namespace) {
    Set<String> rights = new TreeSet<>();
    kubectl
        .run("auth", "can-i", "--list", "--no-headers", "--as=" + account, "-n", namespace)
        .lines()
        .forEach(line -> rights.add(inOneOrder(line.strip().split(" {2,}"))));
    return rights;
  }

  /** Returns the columns of a right, the last of which lists verbs in any order. */
  private static String inOneOrder(String... columns) {
    String verbs = columns[columns.length - 1];
    columns[columns.length - 1] =
        new TreeSet<>(List.of(verbs.substring(1, verbs.length() - 1).split(" "))).toString();
    return String.join("  ", columns);
  }

  @Test
  void theSecretOfHollowNodesHasTheUsersThatTheRightsAreFor() throws IOException {
    String script = DEPLOY.resolve("hollow-node/secret.sh").toString();
    Path programs = RealCluster.kubectl().getParent();
    try (ToolProcess secret =
        ToolProcess.command(script)
            .environment("KUBECONFIG", controlPlane.kubeconfig().toString())
            .environment("PATH", programs + ":" + System.getenv("PATH"))
            .directory(folder)
            .start()) {
      assertThat(secret.awaitExit(LIMIT)).as(secret.stderr()).isZero();
      Path file = Files.writeString(folder.resolve("secret.yaml"), secret.stdout());
      kubectl.run(APPLY, STRICTLY, "-f", file.toString());
    }

    Map<String, String> users = Map.of("kubelet", "kubelet", "kubeproxy", "system:kube-proxy");
    users.forEach(
        (key, user) -> {
          String data = "jsonpath={.data." + key + "\\.kubeconfig}";
          byte[] text =
              Base64.getDecoder()
                  .decode(kubectl.run("get", "secret", "kubeconfig", "-n", "kubemark", "-o", data));
          try {
            Path kubeconfig = Files.write(folder.resolve(key), text);
            assertThat(
                    new Kubectl(kubeconfig, folder)
                        .run("auth", "whoami", "-o=jsonpath={.status.userInfo.username}"))
                .isEqualTo(user);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    assertThat(kubectl.run("get", "csr", "-o=name")).as("left of it").isEmpty();
  }

  @Test
  void theFlowSchemasTakeTheRequestsThatTheyAreFor() {
    Map<String, List<String>> requests = new LinkedHashMap<>();
    requests.put(
        "flow_schema=\"scaletest\",priority_level=\"scaletest\"",
        List.of(
            "create",
            "configmap",
            "one",
            "-n",
            "scaletest",
            "--dry-run=server",
            "--as=system:serviceaccount:scaletest:cm-driver"));
    requests.put(
        "flow_schema=\"hollow-node-high\",priority_level=\"node-high\"",
        List.of("get", "nodes", "--as=kubelet"));
    requests.put(
        "flow_schema=\"hollow-nodes\",priority_level=\"system\"",
        List.of("get", "pods", "-A", "--as=kubelet"));
    requests.put(
        "flow_schema=\"hollow-proxies\",priority_level=\"workload-high\"",
        List.of("get", "services", "-A", "--as=system:kube-proxy"));

    requests.forEach(
        (series, request) ->
            // The API server learns of a FlowSchema by a watch.
            assertThat(
                    new BoundedWait(Ticker.system())
                        .until(
                            LIMIT,
                            () -> {
                              kubectl.run(request);
                              return kubectl
                                  .run("get", "--raw", "/metrics")
                                  .contains(
                                      "apiserver_flowcontrol_dispatched_requests_total{"
                                          + series
                                          + "}");
                            }))
                .as(series)
                .isTrue());
  }
}
