package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.testkit.controlplane.RawAnswer;
import io.scaletest.testkit.controlplane.RawApi;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** driver on objects of many kinds, through its jar: whole lives, and what it refuses. */
@SideBySide
@RealControlPlane
class DriverKindIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String IN_SCALETEST = "/namespaces/scaletest/";
  private static final String SITES = "/apis/load.example.com/v1" + IN_SCALETEST + "sites";

  private static final String DEFINITION =
      """
      {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
       "metadata":{"name":"sites.load.example.com"},
       "spec":{"group":"load.example.com","scope":"Namespaced",
        "names":{"plural":"sites","singular":"site","kind":"Site","shortNames":["st"]},
        "versions":[{"name":"v1","served":true,"storage":true,
         "schema":{"openAPIV3Schema":{"type":"object","required":["spec"],"properties":{"spec":{
          "type":"object","required":["size"],"properties":{"size":{"type":"integer"}}}}}}}]}}
      """;

  @TempDir private Path folder;

  private ToolProcess.Builder driver(Path kubeconfig, String... options) {
    List<String> arguments = new ArrayList<>(List.of("-kubeconfig", kubeconfig.toString()));
    arguments.addAll(Arrays.asList(options));
    return ToolProcess.jar("driver", arguments.toArray(String[]::new)).directory(folder);
  }

  private void run(RealCluster cluster, String... options) throws IOException {
    try (ToolProcess driver = driver(cluster.kubeconfig(), options).start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
    }
  }

  private void assertEnds(ToolProcess.Builder command, int status, String line) throws IOException {
    try (ToolProcess driver = command.start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isEqualTo(status);
      assertThat(driver.stdout()).isEmpty();
      assertThat(driver.stderr().lines().filter(text -> text.startsWith("driver: ")))
          .as(driver.stderr())
          .singleElement()
          .asString()
          .contains(line);
    }
    assertThat(folder.resolve("refused-driver.csv")).doesNotExist();
  }

  /** Returns the objects of all runs that are in a collection. */
  private static List<JsonNode> objects(RealCluster cluster, String collection) {
    RawAnswer answer =
        new RawApi(cluster.client()).get(collection + "?labelSelector=purpose%3Dscaletest");
    assertThat(answer.succeeded()).as(answer.describe()).isTrue();
    List<JsonNode> objects = new ArrayList<>();
    answer.json().path("items").forEach(objects::add);
    return objects;
  }

  private void assertWholeLives(String runId, long objects, String resource) throws IOException {
    List<DataRow> rows = DataRow.readAll(folder.resolve(runId + "-driver.csv"));
    assertThat(rows)
        .hasSize(Math.toIntExact(2 * objects))
        .allSatisfy(row -> assertThat(row.error()).isEmpty());
    assertThat(rows.stream().filter(row -> row.op().equals("create")).map(DataRow::name).distinct())
        .hasSize(Math.toIntExact(objects));
    Summary summary = Summary.read(folder.resolve(runId + "-driver.summary.json"));
    assertThat(summary.count("creates")).isEqualTo(objects);
    assertThat(summary.count("deletes")).isEqualTo(objects);
    assertThat(summary.count("leftBehind")).isZero();
    assertThat(summary.option("RESOURCE")).isEqualTo(resource);
    assertThat(folder.resolve(runId + "-driver.hlog")).isNotEmptyFile();
    assertThat(folder.resolve(runId + "-driver.parms")).isNotEmptyFile();
  }

  @ParameterizedTest
  @CsvSource({
    "deployments.v1.apps, deployments.apps, /apis/apps/v1/namespaces/scaletest/deployments",
    "lease, leases.coordination.k8s.io,"
        + " /apis/coordination.k8s.io/v1/namespaces/scaletest/leases",
    "ev, events, /api/v1/namespaces/scaletest/events",
  })
  void anOpenLoopOfAKindCreatesAndDeletesAll(
      String kind, String resource, String collection, RealCluster cluster) throws IOException {
    run(cluster, "-kind=" + kind, "-n=200", "-lambda=200", "-maxpop=50", "-runid=open");
    assertWholeLives("open", 200, resource);
    assertThat(objects(cluster, collection)).isEmpty();
  }

  @Test
  void inProtobufTheServerGetsTheSameObjects(RealCluster cluster) throws IOException {
    String collection = "/apis/apps/v1/namespaces/scaletest/deployments";
    String[] one = {"-kind=deploy", "-loop=closed", "-conns=1", "-n=1", "-create-only"};
    List<JsonNode> specs = new ArrayList<>();
    for (String encoding : List.of("json", "protobuf")) {
      List<String> options = new ArrayList<>(List.of(one));
      options.addAll(List.of("-content-type=" + encoding, "-runid=only-" + encoding));
      run(cluster, options.toArray(String[]::new));
      List<JsonNode> made = objects(cluster, collection);
      assertThat(made).hasSize(1);
      JsonNode metadata = made.get(0).path("metadata");
      assertThat(metadata.path("name").asString()).isEqualTo("only-" + encoding + "-1");
      assertThat(metadata.path("annotations").has("scaletest/createTimestamp")).isTrue();
      specs.add(made.get(0).path("spec"));
      RawApi api = new RawApi(cluster.client());
      assertThat(api.delete(collection + "/only-" + encoding + "-1").succeeded()).isTrue();
    }
    assertThat(specs.get(1)).isEqualTo(specs.get(0));

    run(
        cluster,
        "-kind=deploy",
        "-n=300",
        "-lambda=200",
        "-maxpop=50",
        "-content-type=protobuf",
        "-runid=proto");
    assertWholeLives("proto", 300, "deployments.apps");
    assertThat(Summary.read(folder.resolve("proto-driver.summary.json")).option("CONTENTTYPE"))
        .isEqualTo("application/vnd.kubernetes.protobuf");
  }

  @Test
  void aFileIsTheTemplateOfACustomKind(RealCluster cluster) throws IOException {
    define(cluster);
    Path file =
        Files.writeString(
            folder.resolve("site.yaml"),
            """
            apiVersion: load.example.com/v1
            kind: Site
            metadata:
              name: mine
              namespace: elsewhere
              labels: {tier: web}
            spec:
              size: 3
            """);
    run(cluster, "-kind=" + file, "-n=200", "-lambda=200", "-maxpop=50", "-runid=site");
    assertWholeLives("site", 200, "sites.load.example.com");
    assertThat(objects(cluster, SITES)).isEmpty();

    // As the server has it, where nothing deletes it.
    run(cluster, "-kind=site.yaml", "-loop=closed", "-conns=1", "-n=1", "-create-only", "-runid=k");
    JsonNode site = objects(cluster, SITES).get(0);
    assertThat(site.path("metadata").path("name").asString()).isEqualTo("k-1");
    assertThat(site.path("metadata").path("labels").toString())
        .contains("\"tier\":\"web\"", "\"scaletest/runid\":\"k\"");
    assertThat(site.path("metadata").path("annotations").toString())
        .contains("scaletest/createTimestamp", "scaletest/updateTimestamp");
    assertThat(site.path("spec").path("size").asInt()).isEqualTo(3);
    assertThat(new RawApi(cluster.client()).delete(SITES + "/k-1").succeeded()).isTrue();

    // Without a body the server refuses it, and the run does not begin.
    assertEnds(
        driver(cluster.kubeconfig(), "-kind=st", "-runid=refused"),
        21,
        "refuses the body of sites.load.example.com: ");
    assertEnds(
        driver(cluster.kubeconfig(), "-kind=st", "-runid=refused"),
        21,
        "give an object that it takes as a file, --kind FILE.yaml");
  }

  private static void define(RealCluster cluster) {
    assertThat(
            new RawApi(cluster.client())
                .post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", DEFINITION)
                .succeeded())
        .isTrue();
    assertThat(
            new BoundedWait(Ticker.system())
                .until(LIMIT, () -> new RawApi(cluster.client()).get(SITES).succeeded()))
        .isTrue();
  }

  @Test
  void aClosedLoopOfLeasesUpdatesThem(RealCluster cluster) throws IOException {
    run(
        cluster,
        "-kind=leases",
        "-loop=closed",
        "-conns=1",
        "-threads=4",
        "-updates=2",
        "-rate=400",
        "-n=200",
        "-runid=closed");
    List<DataRow> rows = DataRow.readAll(folder.resolve("closed-driver.csv"));
    assertThat(rows).hasSize(800).allSatisfy(row -> assertThat(row.error()).isEmpty());
    assertThat(rows.stream().filter(row -> row.op().equals("update"))).hasSize(400);
    Summary summary = Summary.read(folder.resolve("closed-driver.summary.json"));
    assertThat(summary.count("updates")).isEqualTo(400);
    assertThat(summary.count("leftBehind")).isZero();
    assertThat(objects(cluster, "/apis/coordination.k8s.io/v1" + IN_SCALETEST + "leases"))
        .isEmpty();
  }

  /** Each kind of whose body, names or deletes the tool knows something. */
  @ParameterizedTest
  @CsvSource({
    "cm, /api/v1/namespaces/scaletest/configmaps",
    "secrets, /api/v1/namespaces/scaletest/secrets",
    "sa, /api/v1/namespaces/scaletest/serviceaccounts",
    "svc, /api/v1/namespaces/scaletest/services",
    "po, /api/v1/namespaces/scaletest/pods",
    "ns, /api/v1/namespaces",
    "nodes, /api/v1/nodes",
    "endpointslices, /apis/discovery.k8s.io/v1/namespaces/scaletest/endpointslices",
    "rs, /apis/apps/v1/namespaces/scaletest/replicasets",
    "jobs, /apis/batch/v1/namespaces/scaletest/jobs",
  })
  void everyBodyOfTheToolsOwnIsTaken(String kind, String collection, RealCluster cluster)
      throws IOException {
    // As a generated run ID, with the dots that not every name may have.
    run(cluster, "-kind=" + kind, "-n=3", "-lambda=100", "-maxpop=1", "-runid=1129.0000.0001");
    List<DataRow> rows = DataRow.readAll(folder.resolve("1129.0000.0001-driver.csv"));
    assertThat(rows).hasSize(6).allSatisfy(row -> assertThat(row.error()).isEmpty());
    // A namespace ends when its controller has emptied it.
    assertThat(
            new BoundedWait(Ticker.system())
                .until(LIMIT, () -> objects(cluster, collection).isEmpty()))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-n=1 | 2 | kind: must be a kind such as deployments or a file such as site.yaml, got none",
        "-kind=none.yaml | 2 | kind: none.yaml: no such file",
        "-kind=two.yaml | 2 | kind: two.yaml: must hold one object, got 2",
        "-kind=deploymnts | 21 | kind: must be one that the server has, got deploymnts, nearest: d",
        "-kind=pods.nowhere | 21 | kind: must be of an API group of the server, got pods.nowhere",
        "-kind=tokenreviews | 21 | kind: must be one that the server lets delete, got tokenreviews",
        "-kind=gizmo.json | 21 | kind: must be one that the server has, got Gizmo of v1",
        "-kind=no -namespace=x | 2 | namespace: must be left out for nodes, which are in none, got",
        "-kind=cm -namespace=X | 2 | namespace: must be a namespace's name, got X",
        "-kind=cm -namespace=nowhere | 21 | no namespace nowhere (kubectl create namespace nowhere)",
        "-kind=cm -loop=both | 2 | loop: must be open or closed, got both",
        "-kind=cm -threads=2 | 2 | threads: must be left out with --loop open",
        "-kind=cm -loop=closed -lambda=2 | 2 | lambda: must be left out with --loop closed",
        "-kind=cm -loop=closed -threads=0 | 2 | threads: must be from 1 to",
      })
  void refusesInOneLine(String options, int status, String line, RealCluster cluster)
      throws IOException {
    Files.writeString(folder.resolve("two.yaml"), "a: b\n---\nc: d\n");
    Files.writeString(folder.resolve("gizmo.json"), "{\"apiVersion\":\"v1\",\"kind\":\"Gizmo\"}");
    String[] words = (options + " -runid=refused").split(" ", -1);
    assertEnds(driver(cluster.kubeconfig(), words), status, line);
  }

  @Test
  void noPermissionIsStatusTwentyOne(RealCluster cluster) throws IOException {
    Instant tomorrow = WallClock.anchoredTo(Ticker.system()).now().plus(Duration.ofDays(1));
    Path powerless = cluster.kubeconfigFor("powerless-driver", List.of("nobody"), tomorrow);
    assertEnds(
        driver(powerless, "-kind=leases", "-runid=refused"),
        21,
        "no permission to create leases in scaletest");
    assertEnds(
        driver(powerless, "-kind=nodes", "-runid=refused"), 21, "no permission to create nodes: ");
  }
}
