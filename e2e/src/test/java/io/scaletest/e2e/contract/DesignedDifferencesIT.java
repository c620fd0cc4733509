package io.scaletest.e2e.contract;

import static io.scaletest.e2e.contract.Api.ok;
import static io.scaletest.e2e.contract.Api.refused;
import static io.scaletest.e2e.contract.Api.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.RawAnswer;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.controlplane.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The table of differences in docs/embedded-apiserver.md, a test a row, on both servers. */
@SideBySide
@Timeout(300)
class DesignedDifferencesIT {
  private static final Path PAGE = Path.of("../docs/embedded-apiserver.md");

  @TempDir private Path folder;

  @OnBothClusters
  void definitionsHaveNoProtobuf(TestCluster cluster) {
    Api api = new Api(cluster);
    String path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    RawAnswer answer = api.getAs(path, "application/vnd.kubernetes.protobuf");
    assertThat(answer.status()).isEqualTo(cluster.isEmbedded() ? 406 : 200);
  }

  @OnBothClusters
  void onlyWhoAppliesManagesFields(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode created = api.createConfigMap("a", "1");
    assertThat(created.path("metadata").has("managedFields")).isEqualTo(!cluster.isEmbedded());
  }

  @OnBothClusters
  void specsAreNotValidated(TestCluster cluster) {
    Api api = new Api(cluster);
    RawAnswer answer = api.post(api.path("pods"), "{\"metadata\":{\"name\":\"p\"},\"spec\":{}}");
    assertThat(answer.status()).isEqualTo(cluster.isEmbedded() ? 201 : 422);
  }

  @OnBothClusters
  void unknownFieldsAreKept(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode created =
        ok(api.post(api.configMaps(), "{\"metadata\":{\"name\":\"a\"},\"unknown\":1}"));
    assertThat(created.has("unknown")).isEqualTo(cluster.isEmbedded());
  }

  @OnBothClusters
  void everyUserMayDoEverything(TestCluster cluster) {
    Api api = new Api(cluster);
    RawAnswer answer =
        api.post(
            "/apis/authorization.k8s.io/v1/subjectaccessreviews",
            "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SubjectAccessReview\","
                + "\"spec\":{\"user\":\"jane\",\"resourceAttributes\":{\"verb\":\"delete\","
                + "\"resource\":\"pods\"}}}");
    assertThat(text(answer.json(), "status", "allowed"))
        .isEqualTo(cluster.isEmbedded() ? "true" : "false");
  }

  @OnBothClusters
  void noControllerRuns(TestCluster cluster) {
    Api api = new Api(cluster);
    String path = "/api/v1/namespaces/" + api.namespace();
    ok(api.delete(path));
    if (cluster.isEmbedded()) {
      // What the namespace controller would do is done at once.
      refused(api.get(path), 404, "NotFound");
    } else {
      assertThat(api.get(path).status()).isIn(200, 404);
    }
  }

  @OnBothClusters
  void ownersAreNotFollowed(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode owner = api.createConfigMap("owner", "1");
    String owned =
        "{\"metadata\":{\"name\":\"owned\",\"ownerReferences\":[{\"apiVersion\":\"v1\","
            + "\"kind\":\"ConfigMap\",\"name\":\"owner\",\"uid\":\""
            + text(owner, "metadata", "uid")
            + "\"}]}}";
    ok(api.post(api.configMaps(), owned));
    RawAnswer deleted =
        api.delete(api.configMaps() + "/owner", "{\"propagationPolicy\":\"Foreground\"}");
    assertThat(text(ok(deleted), "kind"))
        .as("foreground deletion waits for the garbage collector in the real server only")
        .isEqualTo(cluster.isEmbedded() ? "Status" : "ConfigMap");
  }

  @OnBothClusters
  void theTwoKindsOfEventsAreApart(TestCluster cluster) {
    Api api = new Api(cluster);
    ok(
        api.post(
            api.path("events"),
            "{\"metadata\":{\"name\":\"e\"},\"involvedObject\":{\"kind\":\"Pod\",\"name\":\"p\","
                + "\"namespace\":\""
                + api.namespace()
                + "\"},\"reason\":\"R\",\"message\":\"m\",\"type\":\"Normal\"}"));
    JsonNode list = ok(api.get("/apis/events.k8s.io/v1/namespaces/" + api.namespace() + "/events"));
    assertThat(list.path("items").size()).isEqualTo(cluster.isEmbedded() ? 0 : 1);
  }

  @OnBothClusters
  void theEndpointsOfTheApiServerMayBeOnLoopback(TestCluster cluster) {
    Api api = new Api(cluster);
    RawAnswer answer = api.get("/api/v1/namespaces/default/endpoints/kubernetes");
    assertThat(answer.status()).isEqualTo(cluster.isEmbedded() ? 200 : 404);
  }

  @OnBothClusters
  void thereAreNoSchemas(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode description = ok(api.get("/openapi/v3/apis/coordination.k8s.io/v1"));
    assertThat(description.has("components")).isEqualTo(!cluster.isEmbedded());
  }

  @OnBothClusters
  void oneVersionOfEachGroupIsServed(TestCluster cluster) {
    Api api = new Api(cluster);
    assertThat(api.get("/apis/autoscaling/v1").status())
        .isEqualTo(cluster.isEmbedded() ? 404 : 200);
  }

  @Test
  void eachRowOfTheTableHasItsTestHere() throws Exception {
    List<String> tests =
        List.of(DesignedDifferencesIT.class.getDeclaredMethods()).stream()
            .filter(method -> method.isAnnotationPresent(OnBothClusters.class))
            .map(method -> "`" + method.getName() + "`")
            .toList();
    List<String> rows =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.matches("\\|.*\\| `[a-zA-Z]+` \\|"))
            .map(line -> line.replaceAll(".*\\| (`[a-zA-Z]+`) \\|", "$1"))
            .toList();
    assertThat(rows).containsExactlyInAnyOrderElementsOf(tests);
  }
}
