package io.scaletest.e2e.contract;

import static io.scaletest.e2e.contract.Api.message;
import static io.scaletest.e2e.contract.Api.ok;
import static io.scaletest.e2e.contract.Api.refused;
import static io.scaletest.e2e.contract.Api.text;
import static io.scaletest.e2e.contract.Api.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.InBothEncodings;
import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.RawAnswer;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.controlplane.TestCluster;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Creates, updates and patches. */
@SideBySide
@InBothEncodings
@Timeout(300)
class WritesContractIT {
  @OnBothClusters
  void aNewObjectGetsMetadataOfTheServers(TestCluster cluster) {
    Api api = new Api(cluster);
    RawAnswer answer = api.post(api.configMaps(), Api.configMap("a", "1"));
    assertThat(answer.status()).isEqualTo(201);
    JsonNode created = answer.json();
    assertThat(text(created, "kind")).isEqualTo("ConfigMap");
    assertThat(text(created, "apiVersion")).isEqualTo("v1");
    assertThat(text(created, "metadata", "namespace")).isEqualTo(api.namespace());
    assertThat(text(created, "metadata", "uid")).matches("[0-9a-f-]{36}");
    assertThat(version(created)).matches("[0-9]+");
    assertThat(text(created, "metadata", "creationTimestamp"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    assertThat(text(created, "data", "k")).isEqualTo("1");
  }

  @OnBothClusters
  void whatTheClientSaysOfTheServersFieldsIsIgnored(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode created =
        ok(
            api.post(
                api.configMaps(),
                "{\"metadata\":{\"name\":\"a\",\"uid\":\"mine\","
                    + "\"creationTimestamp\":\"2001-01-01T00:00:00Z\"}}"));
    assertThat(text(created, "metadata", "uid")).isNotEqualTo("mine");
    assertThat(text(created, "metadata", "creationTimestamp")).doesNotStartWith("2001");
  }

  @OnBothClusters
  void aNameIsGeneratedFromItsBeginning(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode created = ok(api.post(api.configMaps(), "{\"metadata\":{\"generateName\":\"g-\"}}"));
    assertThat(Api.name(created)).matches("g-[a-z0-9]{5}");
    assertThat(text(created, "metadata", "generateName")).isEqualTo("g-");
  }

  @OnBothClusters
  void theSecondOfOneNameIsRefused(TestCluster cluster) {
    Api api = new Api(cluster);
    api.createConfigMap("a", "1");
    JsonNode status =
        refused(api.post(api.configMaps(), Api.configMap("a", "2")), 409, "AlreadyExists");
    assertThat(message(status)).isEqualTo("configmaps \"a\" already exists");
    assertThat(text(status, "details", "name")).isEqualTo("a");
    assertThat(text(status, "details", "kind")).isEqualTo("configmaps");
  }

  @OnBothClusters
  void anObjectNeedsItsNamespace(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode status =
        refused(
            api.post("/api/v1/namespaces/no-such/configmaps", Api.configMap("a", "1")),
            404,
            "NotFound");
    assertThat(message(status)).isEqualTo("namespaces \"no-such\" not found");
  }

  @OnBothClusters
  void theNamespaceInTheBodyMustBeThatOfThePath(TestCluster cluster) {
    Api api = new Api(cluster);
    String body = "{\"metadata\":{\"name\":\"a\",\"namespace\":\"default\"}}";
    assertThat(message(refused(api.post(api.configMaps(), body), 400, "BadRequest")))
        .isEqualTo(
            "the namespace of the provided object does not match the namespace sent on the"
                + " request");
  }

  @OnBothClusters
  void anInvalidNameIsRefusedWithItsField(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode status =
        refused(api.post(api.configMaps(), Api.configMap("Not_A_Name", "1")), 422, "Invalid");
    assertThat(text(status.path("details").path("causes").path(0), "field"))
        .isEqualTo("metadata.name");
    assertThat(message(status)).startsWith("ConfigMap \"Not_A_Name\" is invalid: metadata.name:");
  }

  @OnBothClusters
  void aNameIsRequired(TestCluster cluster) {
    Api api = new Api(cluster);
    assertThat(message(refused(api.post(api.configMaps(), "{\"metadata\":{}}"), 422, "Invalid")))
        .contains("name or generateName is required");
  }

  @OnBothClusters
  void anInvalidLabelIsRefused(TestCluster cluster) {
    Api api = new Api(cluster);
    String body = "{\"metadata\":{\"name\":\"a\",\"labels\":{\"x\":\"not a value\"}}}";
    refused(api.post(api.configMaps(), body), 422, "Invalid");
  }

  @OnBothClusters
  void aResourceVersionOnANewObjectIsRefused(TestCluster cluster) {
    Api api = new Api(cluster);
    RawAnswer answer =
        api.post(api.configMaps(), "{\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"1\"}}");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body())
        .contains("resourceVersion should not be set on objects to be created");
  }

  @OnBothClusters
  void anotherKindIsRefused(TestCluster cluster) {
    Api api = new Api(cluster);
    String body = "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"a\"}}";
    refused(api.post(api.configMaps(), body), 400, "BadRequest");
  }

  @OnBothClusters
  void whatIsNoJsonIsRefused(TestCluster cluster) {
    Api api = new Api(cluster);
    refused(api.post(api.configMaps(), "{\"metadata\":"), 400, "BadRequest");
  }

  @OnBothClusters
  void dataMustBeStrings(TestCluster cluster) {
    Api api = new Api(cluster);
    String body = "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":true}}";
    refused(api.post(api.configMaps(), body), 400, "BadRequest");
  }

  @OnBothClusters
  void anUnknownMediaTypeIsRefused(TestCluster cluster) {
    Api api = new Api(cluster);
    refused(api.send("POST", api.configMaps(), "text/csv", "a,b"), 415, "UnsupportedMediaType");
  }

  @OnBothClusters
  void aDryRunCreatesNothing(TestCluster cluster) {
    Api api = new Api(cluster);
    RawAnswer answer = api.post(api.configMaps() + "?dryRun=All", Api.configMap("a", "1"));
    assertThat(answer.status()).isEqualTo(201);
    assertThat(text(answer.json(), "metadata", "uid")).isNotEmpty();
    refused(api.get(api.configMaps() + "/a"), 404, "NotFound");
  }

  @OnBothClusters
  void anUpdateReplacesAndRaisesTheVersion(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode created = api.createConfigMap("a", "1");
    JsonNode updated = ok(api.put(api.configMaps() + "/a", Api.configMap("a", "2")));
    assertThat(text(updated, "data", "k")).isEqualTo("2");
    assertThat(Long.parseLong(version(updated))).isGreaterThan(Long.parseLong(version(created)));
    assertThat(text(updated, "metadata", "uid")).isEqualTo(text(created, "metadata", "uid"));
    assertThat(text(updated, "metadata", "creationTimestamp"))
        .isEqualTo(text(created, "metadata", "creationTimestamp"));
  }

  @OnBothClusters
  void anUpdateThatChangesNothingIsNoChange(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode created = api.createConfigMap("a", "1");
    JsonNode same = ok(api.put(api.configMaps() + "/a", created.toString()));
    assertThat(version(same)).isEqualTo(version(created));
  }

  @OnBothClusters
  void anUpdateOfAnOldVersionIsAConflict(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode created = api.createConfigMap("a", "1");
    ok(api.put(api.configMaps() + "/a", Api.configMap("a", "2")));
    String old = created.toString().replace("\"k\":\"1\"", "\"k\":\"3\"");
    JsonNode status = refused(api.put(api.configMaps() + "/a", old), 409, "Conflict");
    assertThat(message(status))
        .isEqualTo(
            "Operation cannot be fulfilled on configmaps \"a\": the object has been modified;"
                + " please apply your changes to the latest version and try again");
  }

  @OnBothClusters
  void anUpdateOfAnotherUidIsAConflict(TestCluster cluster) {
    Api api = new Api(cluster);
    api.createConfigMap("a", "1");
    String body = "{\"metadata\":{\"name\":\"a\",\"uid\":\"another\"}}";
    refused(api.put(api.configMaps() + "/a", body), 409, "Conflict");
  }

  @OnBothClusters
  void anUpdateOfNothingIsNotFound(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode status =
        refused(api.put(api.configMaps() + "/a", Api.configMap("a", "1")), 404, "NotFound");
    assertThat(message(status)).isEqualTo("configmaps \"a\" not found");
  }

  @OnBothClusters
  void theNameInTheBodyMustBeThatOfThePath(TestCluster cluster) {
    Api api = new Api(cluster);
    api.createConfigMap("a", "1");
    JsonNode status =
        refused(api.put(api.configMaps() + "/a", Api.configMap("b", "1")), 400, "BadRequest");
    assertThat(message(status))
        .isEqualTo("the name of the object (b) does not match the name on the URL (a)");
  }

  @OnBothClusters
  void aLeaseIsCreatedByItsFirstUpdateAndNeedsAVersionAfterwards(TestCluster cluster) {
    Api api = new Api(cluster);
    String path = "/apis/coordination.k8s.io/v1/namespaces/" + api.namespace() + "/leases/l";
    String lease = "{\"metadata\":{\"name\":\"l\"},\"spec\":{\"holderIdentity\":\"me\"}}";
    assertThat(api.put(path, lease).status()).isEqualTo(201);
    refused(api.put(path, lease), 422, "Invalid");
  }

  @OnBothClusters
  void aMergePatchMergesAndNullDeletes(TestCluster cluster) {
    Api api = new Api(cluster);
    api.createConfigMap("a", "1");
    JsonNode patched =
        ok(api.patch(api.configMaps() + "/a", Api.MERGE, "{\"data\":{\"k\":null,\"n\":\"2\"}}"));
    assertThat(patched.path("data").toString()).isEqualTo("{\"n\":\"2\"}");
  }

  @OnBothClusters
  void aJsonPatchIsAppliedInOrder(TestCluster cluster) {
    Api api = new Api(cluster);
    api.createConfigMap("a", "1");
    String patch =
        "[{\"op\":\"test\",\"path\":\"/data/k\",\"value\":\"1\"},"
            + "{\"op\":\"add\",\"path\":\"/data/n\",\"value\":\"2\"},"
            + "{\"op\":\"move\",\"from\":\"/data/k\",\"path\":\"/data/m\"}]";
    JsonNode patched = ok(api.patch(api.configMaps() + "/a", Api.JSON_PATCH, patch));
    assertThat(text(patched, "data", "m")).isEqualTo("1");
    assertThat(text(patched, "data", "n")).isEqualTo("2");
    assertThat(patched.path("data").has("k")).isFalse();
  }

  @OnBothClusters
  void aJsonPatchThatDoesNotFitIsRefused(TestCluster cluster) {
    Api api = new Api(cluster);
    api.createConfigMap("a", "1");
    String wrongTest = "[{\"op\":\"test\",\"path\":\"/data/k\",\"value\":\"9\"}]";
    refused(api.patch(api.configMaps() + "/a", Api.JSON_PATCH, wrongTest), 422, "Invalid");
    String missing = "[{\"op\":\"remove\",\"path\":\"/data/missing\"}]";
    refused(api.patch(api.configMaps() + "/a", Api.JSON_PATCH, missing), 422, "Invalid");
  }

  @OnBothClusters
  void aPatchMayNameTheVersionItIsFor(TestCluster cluster) {
    Api api = new Api(cluster);
    api.createConfigMap("a", "1");
    String patch = "{\"metadata\":{\"resourceVersion\":\"1\"},\"data\":{\"k\":\"2\"}}";
    refused(api.patch(api.configMaps() + "/a", Api.MERGE, patch), 409, "Conflict");
  }

  @OnBothClusters
  void aPatchOfNothingIsNotFound(TestCluster cluster) {
    Api api = new Api(cluster);
    refused(api.patch(api.configMaps() + "/a", Api.MERGE, "{}"), 404, "NotFound");
  }

  @OnBothClusters
  void aStrategicPatchMergesListsByTheirKeys(TestCluster cluster) {
    Api api = new Api(cluster);
    ok(api.post(api.path("pods"), PodsContractIT.pod("p")));
    String patch =
        "{\"metadata\":{\"finalizers\":[\"example.com/a\"]},"
            + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"other\"}]}}";
    JsonNode patched = ok(api.patch(api.path("pods/p"), Api.STRATEGIC, patch));
    assertThat(patched.path("spec").path("containers").size()).isEqualTo(1);
    assertThat(text(patched.path("spec").path("containers").path(0), "image")).isEqualTo("other");
    String second = "{\"metadata\":{\"finalizers\":[\"example.com/b\"]}}";
    JsonNode both = ok(api.patch(api.path("pods/p"), Api.STRATEGIC, second));
    assertThat(both.path("metadata").path("finalizers").size()).isEqualTo(2);
    String gone =
        "{\"metadata\":{\"$deleteFromPrimitiveList/finalizers\":"
            + "[\"example.com/a\",\"example.com/b\"]}}";
    JsonNode none = ok(api.patch(api.path("pods/p"), Api.STRATEGIC, gone));
    assertThat(none.path("metadata").path("finalizers").size()).isZero();
  }

  @OnBothClusters
  void conditionsAreMergedByTheirType(TestCluster cluster) {
    Api api = new Api(cluster);
    String node = "n-" + api.namespace();
    ok(api.post("/api/v1/nodes", "{\"metadata\":{\"name\":\"" + node + "\"}}"));
    String path = "/api/v1/nodes/" + node + "/status";
    ok(api.patch(path, Api.STRATEGIC, conditions("Ready", "False", "MemoryPressure", "False")));
    JsonNode patched = ok(api.patch(path, Api.STRATEGIC, conditions("Ready", "True")));
    JsonNode merged = patched.path("status").path("conditions");
    assertThat(merged.size()).isEqualTo(2);
    merged.forEach(
        condition ->
            assertThat(text(condition, "status"))
                .isEqualTo(text(condition, "type").equals("Ready") ? "True" : "False"));
    ok(api.delete("/api/v1/nodes/" + node));
  }

  private static String conditions(String... typesAndStatuses) {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < typesAndStatuses.length; i += 2) {
      list.append(i == 0 ? "" : ",")
          .append("{\"type\":\"" + typesAndStatuses[i] + "\",\"status\":\"")
          .append(typesAndStatuses[i + 1] + "\"}");
    }
    return "{\"status\":{\"conditions\":[" + list + "]}}";
  }

  @OnBothClusters
  void theStatusIsWrittenThroughItsOwnPathOnly(TestCluster cluster) {
    Api api = new Api(cluster);
    String node = "s-" + api.namespace();
    JsonNode created = ok(api.post("/api/v1/nodes", "{\"metadata\":{\"name\":\"" + node + "\"}}"));
    String path = "/api/v1/nodes/" + node;
    String both =
        "{\"spec\":{\"unschedulable\":true},"
            + "\"status\":{\"nodeInfo\":{\"kubeletVersion\":\"v9\"}}}";
    JsonNode main = ok(api.patch(path, Api.MERGE, both));
    assertThat(text(main, "spec", "unschedulable")).isEqualTo("true");
    assertThat(text(main, "status", "nodeInfo", "kubeletVersion")).isNotEqualTo("v9");
    String other =
        "{\"spec\":{\"unschedulable\":false},"
            + "\"status\":{\"nodeInfo\":{\"kubeletVersion\":\"v9\"}}}";
    JsonNode status = ok(api.patch(path + "/status", Api.MERGE, other));
    assertThat(text(status, "spec", "unschedulable")).isEqualTo("true");
    assertThat(text(status, "status", "nodeInfo", "kubeletVersion")).isEqualTo("v9");
    assertThat(text(status, "metadata", "uid")).isEqualTo(text(created, "metadata", "uid"));
    ok(api.delete(path));
  }

  @OnBothClusters
  void theGenerationCountsChangesOfTheSpec(TestCluster cluster) {
    Api api = new Api(cluster);
    String deployments = "/apis/apps/v1/namespaces/" + api.namespace() + "/deployments";
    JsonNode created = ok(api.post(deployments, deployment("d")));
    assertThat(text(created, "metadata", "generation")).isEqualTo("1");
    String label = "{\"metadata\":{\"labels\":{\"x\":\"y\"}}}";
    JsonNode labelled = ok(api.patch(deployments + "/d", Api.MERGE, label));
    assertThat(text(labelled, "metadata", "generation")).isEqualTo("1");
    JsonNode scaled = ok(api.patch(deployments + "/d", Api.MERGE, "{\"spec\":{\"replicas\":3}}"));
    assertThat(text(scaled, "metadata", "generation")).isEqualTo("2");
  }

  static String deployment(String name) {
    return "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\""
        + name
        + "\"},\"spec\":{\"replicas\":1,\"selector\":{\"matchLabels\":{\"app\":\"x\"}},"
        + "\"template\":{\"metadata\":{\"labels\":{\"app\":\"x\"}},\"spec\":{\"containers\":"
        + "[{\"name\":\"c\",\"image\":\"i\"}]}}}}";
  }
}
