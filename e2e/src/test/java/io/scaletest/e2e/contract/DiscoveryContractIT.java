package io.scaletest.e2e.contract;

import static io.scaletest.e2e.contract.Api.ok;
import static io.scaletest.e2e.contract.Api.refused;
import static io.scaletest.e2e.contract.Api.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.RawAnswer;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.controlplane.TestCluster;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** What there is, how the server is, who may do what; and definitions of more. */
@SideBySide
@Timeout(300)
class DiscoveryContractIT {
  private static List<String> texts(JsonNode list, String name) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(text(each, name)));
    return texts;
  }

  @OnBothClusters
  void theCoreVersionAndTheGroupsAreListed(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode core = ok(api.get("/api"));
    assertThat(text(core, "kind")).isEqualTo("APIVersions");
    assertThat(core.path("versions").toString()).isEqualTo("[\"v1\"]");
    JsonNode groups = ok(api.get("/apis"));
    assertThat(text(groups, "kind")).isEqualTo("APIGroupList");
    assertThat(texts(groups.path("groups"), "name"))
        .contains("apps", "batch", "coordination.k8s.io", "discovery.k8s.io", "storage.k8s.io");
    assertThat(text(ok(api.get("/apis/apps")), "preferredVersion", "version")).isEqualTo("v1");
  }

  @OnBothClusters
  void theResourcesOfAVersionAreListed(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode list = ok(api.get("/api/v1"));
    assertThat(text(list, "kind")).isEqualTo("APIResourceList");
    assertThat(text(list, "groupVersion")).isEqualTo("v1");
    assertThat(texts(list.path("resources"), "name"))
        .contains("configmaps", "pods", "pods/status", "pods/binding", "serviceaccounts/token");
    for (JsonNode resource : list.path("resources")) {
      if (text(resource, "name").equals("configmaps")) {
        assertThat(text(resource, "kind")).isEqualTo("ConfigMap");
        assertThat(text(resource, "singularName")).isEqualTo("configmap");
        assertThat(text(resource, "namespaced")).isEqualTo("true");
        assertThat(resource.path("shortNames").toString()).isEqualTo("[\"cm\"]");
        assertThat(resource.path("verbs").toString()).contains("watch", "deletecollection");
      }
    }
  }

  @OnBothClusters
  void everythingIsToldAtOnceToWhoAsksForIt(TestCluster cluster) {
    Api api = new Api(cluster);
    String accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    JsonNode core = ok(api.getAs("/api", accept));
    assertThat(text(core, "kind")).isEqualTo("APIGroupDiscoveryList");
    JsonNode v1 = core.path("items").path(0).path("versions").path(0);
    assertThat(text(v1, "version")).isEqualTo("v1");
    assertThat(texts(v1.path("resources"), "resource")).contains("configmaps", "nodes");
    JsonNode groups = ok(api.getAs("/apis", accept));
    List<String> names = new ArrayList<>();
    groups.path("items").forEach(group -> names.add(Api.name(group)));
    assertThat(names).contains("apps", "coordination.k8s.io");
  }

  @OnBothClusters
  void theServerIsWell(TestCluster cluster) {
    Api api = new Api(cluster);
    for (String path : List.of("/healthz", "/livez", "/readyz")) {
      api.await(path, () -> api.get(path).equals(new RawAnswer(200, "ok")));
    }
    JsonNode version = ok(api.get("/version"));
    assertThat(text(version, "major")).isEqualTo("1");
    assertThat(text(version, "minor")).isEqualTo("36");
    assertThat(text(version, "gitVersion")).startsWith("v1.36");
  }

  @OnBothClusters
  void requestsAreCountedAndTimed(TestCluster cluster) {
    Api api = new Api(cluster);
    api.createConfigMap("a", "1");
    RawAnswer metrics = api.getAs("/metrics", "text/plain");
    assertThat(metrics.body().lines())
        .anyMatch(
            line ->
                line.startsWith("apiserver_request_duration_seconds_bucket{")
                    && line.contains("resource=\"configmaps\"")
                    && line.contains("verb=\"POST\"")
                    && line.contains("le=\"0.005\""))
        .anyMatch(line -> line.startsWith("apiserver_request_total{"));
  }

  @OnBothClusters
  void anAdministratorMayDoEverything(TestCluster cluster) {
    Api api = new Api(cluster);
    RawAnswer answer =
        api.post(
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SelfSubjectAccessReview\","
                + "\"spec\":{\"resourceAttributes\":{\"verb\":\"delete\",\"resource\":\"pods\"}}}");
    assertThat(answer.status()).isEqualTo(201);
    assertThat(text(answer.json(), "status", "allowed")).isEqualTo("true");
  }

  @OnBothClusters
  void theApiServersOwnNamespacesAndServiceAreThere(TestCluster cluster) {
    Api api = new Api(cluster);
    assertThat(Api.names(ok(api.get("/api/v1/namespaces"))))
        .contains("default", "kube-system", "kube-public", "kube-node-lease", "scaletest");
    JsonNode service = ok(api.get("/api/v1/namespaces/default/services/kubernetes"));
    assertThat(text(service.path("spec").path("ports").path(0), "name")).isEqualTo("https");
  }

  @OnBothClusters
  void aDefinitionMakesItsResource(TestCluster cluster) {
    Api api = new Api(cluster);
    String definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    String group = api.namespace() + ".example.org";
    ok(api.post(definitions, definition(group)));
    String things = "/apis/" + group + "/v1/namespaces/" + api.namespace() + "/things";
    awaitServed(api, things);
    String thing =
        "{\"apiVersion\":\""
            + group
            + "/v1\",\"kind\":\"Thing\",\"metadata\":{\"name\":\"t\"},\"spec\":{\"size\":1}}";
    JsonNode created = ok(api.post(things, thing));
    assertThat(text(created, "metadata", "generation")).isEqualTo("1");
    JsonNode patched = ok(api.patch(things + "/t", Api.MERGE, "{\"spec\":{\"size\":2}}"));
    assertThat(text(patched, "metadata", "generation")).isEqualTo("2");
    refused(
        api.patch(things + "/t", Api.STRATEGIC, "{\"spec\":{\"size\":3}}"),
        415,
        "UnsupportedMediaType");
    refused(api.put(things + "/t", thing), 422, "Invalid");
    assertThat(text(ok(api.get(things)), "kind")).isEqualTo("ThingList");
    ok(api.delete(things + "/t"));
    ok(api.delete(definitions + "/things." + group));
  }

  /** A watch of the definition says when it is established; a real server takes a second. */
  private static void awaitServed(Api api, String things) {
    String definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    String name = "things." + things.split("/")[2];
    api.watch(
        definition + "?watch=true&timeoutSeconds=30&fieldSelector=metadata.name%3D" + name,
        event ->
            event.toString().contains("\"type\":\"Established\"")
                && event.toString().contains("\"status\":\"True\""));
    for (int i = 0; i < 100 && api.get(things).status() != 200; i++) {
      // Each look is a request; the server's own refresh is a second away at most.
      api.watch(
          "/api/v1/namespaces?watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3Dnone",
          e -> false);
    }
  }

  private static String definition(String group) {
    return "{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"CustomResourceDefinition\","
        + "\"metadata\":{\"name\":\"things."
        + group
        + "\"},\"spec\":{\"group\":\""
        + group
        + "\",\"scope\":\"Namespaced\",\"names\":{\"plural\":\"things\",\"singular\":\"thing\","
        + "\"kind\":\"Thing\",\"listKind\":\"ThingList\"},\"versions\":[{\"name\":\"v1\","
        + "\"served\":true,\"storage\":true,\"schema\":{\"openAPIV3Schema\":{\"type\":\"object\","
        + "\"x-kubernetes-preserve-unknown-fields\":true}}}]}}";
  }
}
