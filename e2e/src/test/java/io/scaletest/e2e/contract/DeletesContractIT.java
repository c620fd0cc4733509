package io.scaletest.e2e.contract;

import static io.scaletest.e2e.contract.Api.ok;
import static io.scaletest.e2e.contract.Api.refused;
import static io.scaletest.e2e.contract.Api.text;
import static io.scaletest.e2e.contract.Api.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.InBothEncodings;
import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.controlplane.TestCluster;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Deletions, of one and of many, with conditions and with finalizers. */
@SideBySide
@InBothEncodings
@Timeout(300)
class DeletesContractIT {
  @OnBothClusters
  void aDeletionAnswersWithAStatusThatNamesTheObject(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode created = api.createConfigMap("a", "1");
    JsonNode status = ok(api.delete(api.configMaps() + "/a"));
    assertThat(text(status, "kind")).isEqualTo("Status");
    assertThat(text(status, "status")).isEqualTo("Success");
    assertThat(text(status, "details", "name")).isEqualTo("a");
    assertThat(text(status, "details", "kind")).isEqualTo("configmaps");
    assertThat(text(status, "details", "uid")).isEqualTo(text(created, "metadata", "uid"));
    refused(api.get(api.configMaps() + "/a"), 404, "NotFound");
  }

  @OnBothClusters
  void aDeletionOfNothingIsNotFound(TestCluster cluster) {
    Api api = new Api(cluster);
    refused(api.delete(api.configMaps() + "/a"), 404, "NotFound");
  }

  @OnBothClusters
  void aDeletionMayHaveConditions(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode created = api.createConfigMap("a", "1");
    String path = api.configMaps() + "/a";
    refused(api.delete(path, "{\"preconditions\":{\"uid\":\"another\"}}"), 409, "Conflict");
    refused(api.delete(path, "{\"preconditions\":{\"resourceVersion\":\"1\"}}"), 409, "Conflict");
    String version = version(created);
    ok(api.delete(path, "{\"preconditions\":{\"resourceVersion\":\"" + version + "\"}}"));
  }

  @OnBothClusters
  void aDryRunDeletesNothing(TestCluster cluster) {
    Api api = new Api(cluster);
    api.createConfigMap("a", "1");
    ok(api.delete(api.configMaps() + "/a?dryRun=All"));
    ok(api.get(api.configMaps() + "/a"));
  }

  @OnBothClusters
  void aFinalizerHoldsTheDeletionUntilItIsTakenAway(TestCluster cluster) {
    Api api = new Api(cluster);
    String body = "{\"metadata\":{\"name\":\"a\",\"finalizers\":[\"example.com/hold\"]}}";
    ok(api.post(api.configMaps(), body));
    JsonNode held = ok(api.delete(api.configMaps() + "/a"));
    assertThat(text(held, "kind")).isEqualTo("ConfigMap");
    assertThat(text(held, "metadata", "deletionTimestamp")).endsWith("Z");
    String none = "{\"metadata\":{\"finalizers\":null}}";
    ok(api.patch(api.configMaps() + "/a", Api.MERGE, none));
    refused(api.get(api.configMaps() + "/a"), 404, "NotFound");
  }

  @OnBothClusters
  void aCollectionIsDeletedAsFarAsSelected(TestCluster cluster) {
    Api api = new Api(cluster);
    api.createConfigMap("a", "1");
    api.createConfigMap("b", "1");
    ok(api.delete(api.configMaps() + "?labelSelector=app%3Da"));
    assertThat(Api.ownNames(ok(api.get(api.configMaps())))).containsExactly("b");
  }

  @OnBothClusters
  void aNamespaceThatIsDeletedTakesNothingNew(TestCluster cluster) {
    Api api = new Api(cluster);
    String hold = "{\"metadata\":{\"finalizers\":[\"example.com/hold\"]}}";
    String path = "/api/v1/namespaces/" + api.namespace();
    ok(api.patch(path, Api.MERGE, hold));
    JsonNode deleted = ok(api.delete(path));
    assertThat(text(deleted, "status", "phase")).isEqualTo("Terminating");
    JsonNode refusal =
        refused(api.post(api.configMaps(), Api.configMap("a", "1")), 403, "Forbidden");
    JsonNode cause = refusal.path("details").path("causes").path(0);
    assertThat(text(cause, "reason")).isEqualTo("NamespaceTerminating");
    assertThat(text(cause, "field")).isEqualTo("metadata.namespace");
    ok(api.patch(path, Api.MERGE, "{\"metadata\":{\"finalizers\":null}}"));
  }

  @OnBothClusters
  void aNamespaceStaysWhileSomethingInItHasAFinalizerAndSaysWhat(TestCluster cluster) {
    Api api = new Api(cluster);
    String path = "/api/v1/namespaces/" + api.namespace();
    String hold = "{\"metadata\":{\"name\":\"a\",\"finalizers\":[\"example.com/hold\"]}}";
    ok(api.post(api.configMaps(), hold));
    api.createConfigMap("b", "1");
    ok(api.delete(path));

    api.await(
        "the controller's conditions",
        () -> condition(api, path, "NamespaceFinalizersRemaining").startsWith("True"));
    assertThat(condition(api, path, "NamespaceFinalizersRemaining"))
        .isEqualTo(
            "True SomeFinalizersRemain Some content in the namespace has finalizers remaining:"
                + " example.com/hold in 1 resource instances");
    assertThat(condition(api, path, "NamespaceContentRemaining"))
        .isEqualTo(
            "True SomeResourcesRemain Some resources are remaining: configmaps. has 1 resource"
                + " instances");
    assertThat(condition(api, path, "NamespaceDeletionContentFailure")).startsWith("False ");
    JsonNode kept = ok(api.get(api.configMaps() + "/a"));
    assertThat(text(kept, "metadata", "deletionTimestamp")).endsWith("Z");
    refused(api.get(api.configMaps() + "/b"), 404, "NotFound");
    refused(api.post(api.configMaps(), Api.configMap("c", "1")), 403, "Forbidden");

    ok(api.patch(api.configMaps() + "/a", Api.MERGE, "{\"metadata\":{\"finalizers\":null}}"));
    api.await("the end of the namespace", () -> api.get(path).status() == 404);
    refused(api.get(api.configMaps() + "/a"), 404, "NotFound");
  }

  private static String condition(Api api, String path, String type) {
    for (JsonNode condition : api.get(path).json().path("status").path("conditions")) {
      if (text(condition, "type").equals(type)) {
        return String.join(
            " ", text(condition, "status"), text(condition, "reason"), text(condition, "message"));
      }
    }
    return "";
  }

  @OnBothClusters
  void aNamespaceOfTheSystemStays(TestCluster cluster) {
    Api api = new Api(cluster);
    refused(api.delete("/api/v1/namespaces/kube-system"), 403, "Forbidden");
  }

  @OnBothClusters
  void aMethodThatIsNoneIsNotAllowed(TestCluster cluster) {
    Api api = new Api(cluster);
    assertThat(api.send("POST", api.configMaps() + "/a", Api.JSON, "{}").status()).isEqualTo(405);
    assertThat(api.send("PUT", api.configMaps(), Api.JSON, "{}").status()).isEqualTo(405);
  }
}
