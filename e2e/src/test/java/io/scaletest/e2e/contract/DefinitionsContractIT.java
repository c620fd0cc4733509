package io.scaletest.e2e.contract;

import static io.scaletest.e2e.contract.Api.ok;
import static io.scaletest.e2e.contract.Api.refused;
import static io.scaletest.e2e.contract.Api.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.controlplane.TestCluster;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** CustomResourceDefinitions: versions, and what is served when they change. */
@SideBySide
@Timeout(300)
class DefinitionsContractIT {
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  /** A definition of the test's own, with its group. */
  private record Things(Api api, String group) {
    static Things in(Api api) {
      return new Things(api, api.namespace() + ".example.com");
    }

    String definition(String... versions) {
      StringBuilder list = new StringBuilder();
      for (String version : versions) {
        boolean first = list.isEmpty();
        list.append(first ? "" : ",")
            .append("{\"name\":\"" + version + "\",\"served\":true,\"storage\":")
            .append(first)
            .append(",\"schema\":{\"openAPIV3Schema\":{\"type\":\"object\",")
            .append("\"x-kubernetes-preserve-unknown-fields\":true}}}");
      }
      return "{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"CustomResourceDefinition\","
          + "\"metadata\":{\"name\":\"things."
          + group
          + "\",\"labels\":{\"test\":\""
          + api.namespace()
          + "\"}},\"spec\":{\"group\":\""
          + group
          + "\",\"scope\":\"Namespaced\",\"names\":{\"plural\":\"things\",\"singular\":\"thing\","
          + "\"kind\":\"Thing\",\"listKind\":\"ThingList\"},\"versions\":["
          + list
          + "]}}";
    }

    String own() {
      return DEFINITIONS + "/things." + group;
    }

    String path(String version) {
      return "/apis/" + group + "/" + version + "/namespaces/" + api.namespace() + "/things";
    }

    void awaitServed(String version) {
      api.await(version + " being served", () -> api.get(path(version)).status() == 200);
    }

    void awaitGone(String version) {
      api.await(version + " being gone", () -> api.get(path(version)).status() == 404);
    }

    String thing(String version, String name) {
      return "{\"apiVersion\":\""
          + group
          + "/"
          + version
          + "\",\"kind\":\"Thing\",\"metadata\":{\"name\":\""
          + name
          + "\"},\"spec\":{\"x\":1}}";
    }
  }

  @OnBothClusters
  void twoServedVersionsShowTheSameObjects(TestCluster cluster) {
    Api api = new Api(cluster);
    Things things = Things.in(api);
    ok(api.post(DEFINITIONS, things.definition("v1beta1", "v1")));
    things.awaitServed("v1");
    things.awaitServed("v1beta1");
    JsonNode created = ok(api.post(things.path("v1"), things.thing("v1", "a")));
    assertThat(text(created, "apiVersion")).isEqualTo(things.group() + "/v1");

    JsonNode other = ok(api.get(things.path("v1beta1") + "/a"));
    assertThat(text(other, "apiVersion")).isEqualTo(things.group() + "/v1beta1");
    assertThat(text(other, "metadata", "uid")).isEqualTo(text(created, "metadata", "uid"));
    assertThat(Api.version(other)).isEqualTo(Api.version(created));
    JsonNode list = ok(api.get(things.path("v1beta1")));
    assertThat(Api.names(list)).containsExactly("a");
    assertThat(text(list.path("items").path(0), "apiVersion"))
        .isEqualTo(things.group() + "/v1beta1");

    String change = "{\"spec\":{\"x\":2}}";
    ok(api.patch(things.path("v1beta1") + "/a", Api.MERGE, change));
    List<JsonNode> events =
        api.watch(
            things.path("v1") + "?watch=1&timeoutSeconds=120&resourceVersion=" + Api.version(list),
            event -> true);
    assertThat(events).isNotEmpty();
    assertThat(text(events.get(0), "object", "spec", "x")).isEqualTo("2");
    assertThat(text(events.get(0), "object", "apiVersion")).isEqualTo(things.group() + "/v1");
    ok(api.delete(things.path("v1beta1") + "/a"));
    refused(api.get(things.path("v1") + "/a"), 404, "NotFound");
    ok(api.delete(things.own()));
  }

  @OnBothClusters
  void aChangeOfADefinitionChangesWhatIsServed(TestCluster cluster) {
    Api api = new Api(cluster);
    Things things = Things.in(api);
    ok(api.post(DEFINITIONS, things.definition("v1")));
    things.awaitServed("v1");
    ok(api.post(things.path("v1"), things.thing("v1", "a")));

    String version = Api.version(ok(api.get(things.own())));
    String more =
        things
            .definition("v1", "v2")
            .replace("\"metadata\":{", "\"metadata\":{\"resourceVersion\":\"" + version + "\",");
    api.await("a PUT that no controller overtakes", () -> putFresh(api, things, more));
    things.awaitServed("v2");
    assertThat(Api.names(ok(api.get(things.path("v2"))))).containsExactly("a");

    String unserved = "[{\"op\":\"replace\",\"path\":\"/spec/versions/1/served\",\"value\":false}]";
    ok(api.patch(things.own(), Api.JSON_PATCH, unserved));
    things.awaitGone("v2");
    ok(api.get(things.path("v1") + "/a"));
    ok(api.delete(things.own()));
  }

  private static boolean putFresh(Api api, Things things, String body) {
    String version = Api.version(ok(api.get(things.own())));
    return api.put(
            things.own(),
            body.replaceAll(
                "\"resourceVersion\":\"[0-9]+\"", "\"resourceVersion\":\"" + version + "\""))
        .succeeded();
  }

  @OnBothClusters
  void whatADeletedCollectionOfDefinitionsDefinedIsServedNoMore(TestCluster cluster) {
    Api api = new Api(cluster);
    Things things = Things.in(api);
    ok(api.post(DEFINITIONS, things.definition("v1")));
    things.awaitServed("v1");
    ok(api.post(things.path("v1"), things.thing("v1", "a")));

    ok(api.delete(DEFINITIONS + "?labelSelector=test%3D" + api.namespace()));

    api.await("the end of the definition", () -> api.get(things.own()).status() == 404);
    things.awaitGone("v1");
    api.await("the end of its group", () -> api.get("/apis/" + things.group()).status() == 404);
  }

  @OnBothClusters
  void oneVersionIsTheOneThatIsStored(TestCluster cluster) {
    Api api = new Api(cluster);
    Things things = Things.in(api);
    String none = things.definition("v1").replace("\"storage\":true", "\"storage\":false");
    assertThat(Api.message(refused(api.post(DEFINITIONS, none), 422, "Invalid")))
        .contains("must have exactly one version marked as storage version");
  }

  @OnBothClusters
  void theScopeOfADefinitionStays(TestCluster cluster) {
    Api api = new Api(cluster);
    Things things = Things.in(api);
    ok(api.post(DEFINITIONS, things.definition("v1")));
    things.awaitServed("v1");
    refused(
        api.patch(things.own(), Api.MERGE, "{\"spec\":{\"scope\":\"Cluster\"}}"), 422, "Invalid");
    ok(api.delete(things.own()));
  }
}
