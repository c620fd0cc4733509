package io.scaletest.e2e.contract;

import static io.scaletest.e2e.contract.Api.ok;
import static io.scaletest.e2e.contract.Api.refused;
import static io.scaletest.e2e.contract.Api.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.InBothEncodings;
import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.RawAnswer;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.controlplane.TestCluster;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Pods: defaults, binding, graceful deletion, eviction. */
@SideBySide
@InBothEncodings
@Timeout(300)
class PodsContractIT {
  static String pod(String name) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\""
        + name
        + "\"},\"spec\":{\"schedulerName\":\"nobody\",\"automountServiceAccountToken\":false,"
        + "\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}";
  }

  /**
   * Returns a node that is not there, another one for each test: forty seconds after the controller
   * manager has heard of it first, it deletes the pods of such a node, and without grace.
   */
  private static String nodeOf(Api api) {
    return api.namespace();
  }

  private static RawAnswer bind(Api api, String pod, String node) {
    return api.post(
        api.path("pods/" + pod + "/binding"),
        "{\"apiVersion\":\"v1\",\"kind\":\"Binding\",\"metadata\":{\"name\":\""
            + pod
            + "\"},\"target\":{\"kind\":\"Node\",\"name\":\""
            + node
            + "\"}}");
  }

  @OnBothClusters
  void aNewPodIsPendingAndHasDefaults(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode pod = ok(api.post(api.path("pods"), pod("p")));
    assertThat(text(pod, "status", "phase")).isEqualTo("Pending");
    assertThat(text(pod, "spec", "restartPolicy")).isEqualTo("Always");
    assertThat(text(pod, "spec", "terminationGracePeriodSeconds")).isEqualTo("30");
    assertThat(text(pod, "metadata", "generation")).isEqualTo("1");
  }

  @OnBothClusters
  void aBoundPodHasItsNodeAndCannotBeBoundAgain(TestCluster cluster) {
    Api api = new Api(cluster);
    ok(api.post(api.path("pods"), pod("p")));
    RawAnswer bound = bind(api, "p", nodeOf(api));
    assertThat(bound.status()).as(bound.body()).isEqualTo(201);
    assertThat(text(bound.json(), "status")).isEqualTo("Success");
    JsonNode pod = ok(api.get(api.path("pods/p")));
    assertThat(text(pod, "spec", "nodeName")).isEqualTo(nodeOf(api));
    assertThat(text(pod.path("status").path("conditions").path(0), "type"))
        .isEqualTo("PodScheduled");
    refused(bind(api, "p", "n2"), 409, "Conflict");
    ok(api.delete(api.path("pods/p?gracePeriodSeconds=0")));
  }

  @OnBothClusters
  void aBindingChangesTheConditionThatIsThere(TestCluster cluster) {
    Api api = new Api(cluster);
    ok(api.post(api.path("pods"), pod("p")));
    String unschedulable =
        "{\"status\":{\"nominatedNodeName\":\"n0\",\"conditions\":["
            + "{\"type\":\"PodScheduled\",\"status\":\"False\",\"reason\":\"Unschedulable\","
            + "\"message\":\"none fits\",\"lastTransitionTime\":\"2001-01-01T00:00:00Z\"},"
            + "{\"type\":\"Other\",\"status\":\"True\"}]}}";
    ok(api.patch(api.path("pods/p/status"), Api.STRATEGIC, unschedulable));
    ok(bind(api, "p", nodeOf(api)));

    JsonNode status = ok(api.get(api.path("pods/p"))).path("status");
    JsonNode conditions = status.path("conditions");
    assertThat(conditions.size()).isEqualTo(2);
    JsonNode scheduled = conditions.path(0);
    assertThat(text(scheduled, "type")).isEqualTo("PodScheduled");
    assertThat(text(scheduled, "status")).isEqualTo("True");
    assertThat(scheduled.has("reason") || scheduled.has("message")).isFalse();
    assertThat(text(scheduled, "lastTransitionTime")).isNotEqualTo("2001-01-01T00:00:00Z");
    assertThat(text(conditions.path(1), "type")).isEqualTo("Other");
    assertThat(status.has("nominatedNodeName")).isFalse();
    ok(api.delete(api.path("pods/p?gracePeriodSeconds=0")));
  }

  @OnBothClusters
  void aBindingMayNameThePodItIsAbout(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode created = ok(api.post(api.path("pods"), pod("p")));
    String uid = text(created, "metadata", "uid");
    refused(bindAs(api, "\"uid\":\"00000000-0000-0000-0000-000000000000\""), 409, "Conflict");
    RawAnswer bound =
        bindAs(api, "\"uid\":\"" + uid + "\",\"annotations\":{\"example.com/a\":\"b\"}");
    assertThat(bound.status()).as(bound.body()).isEqualTo(201);
    JsonNode pod = ok(api.get(api.path("pods/p")));
    assertThat(text(pod, "metadata", "annotations", "example.com/a")).isEqualTo("b");
    ok(api.delete(api.path("pods/p?gracePeriodSeconds=0")));
  }

  private static RawAnswer bindAs(Api api, String metadata) {
    return api.post(
        api.path("pods/p/binding"),
        "{\"apiVersion\":\"v1\",\"kind\":\"Binding\",\"metadata\":{\"name\":\"p\","
            + metadata
            + "},\"target\":{\"kind\":\"Node\",\"name\":\"n1\"}}");
  }

  @OnBothClusters
  void aPodWithAGateOrInDeletionIsNotBound(TestCluster cluster) {
    Api api = new Api(cluster);
    String gated =
        pod("p").replace("\"spec\":{", "\"spec\":{\"schedulingGates\":[{\"name\":\"g/g\"}],");
    ok(api.post(api.path("pods"), gated));
    assertThat(Api.message(refused(bind(api, "p", "n1"), 409, "Conflict")))
        .contains("non-empty .spec.schedulingGates");
    ok(
        api.post(
            api.path("pods"),
            pod("q").replace("\"name\":\"q\"", "\"name\":\"q\",\"finalizers\":[\"g/f\"]")));
    ok(api.delete(api.path("pods/q")));
    assertThat(Api.message(refused(bind(api, "q", "n1"), 409, "Conflict")))
        .contains("is being deleted");
    ok(api.patch(api.path("pods/q"), Api.MERGE, "{\"metadata\":{\"finalizers\":null}}"));
  }

  @OnBothClusters
  void aPodThatNoNodeHasIsDeletedAtOnce(TestCluster cluster) {
    Api api = new Api(cluster);
    ok(api.post(api.path("pods"), pod("p")));
    JsonNode deleted = ok(api.delete(api.path("pods/p")));
    assertThat(text(deleted, "kind")).isEqualTo("Pod");
    refused(api.get(api.path("pods/p")), 404, "NotFound");
  }

  @OnBothClusters
  void aBoundPodIsDeletedInGraceAndGoesWithoutOne(TestCluster cluster) {
    Api api = new Api(cluster);
    ok(api.post(api.path("pods"), pod("p")));
    ok(bind(api, "p", nodeOf(api)));
    JsonNode marked = ok(api.delete(api.path("pods/p")));
    assertThat(text(marked, "metadata", "deletionGracePeriodSeconds")).isEqualTo("30");
    assertThat(text(marked, "metadata", "deletionTimestamp")).endsWith("Z");
    JsonNode shorter = ok(api.delete(api.path("pods/p"), "{\"gracePeriodSeconds\":5}"));
    assertThat(text(shorter, "metadata", "deletionGracePeriodSeconds")).isEqualTo("5");
    assertThat(ok(api.get(api.path("pods/p"))).path("metadata").has("deletionTimestamp")).isTrue();
    ok(api.delete(api.path("pods/p"), "{\"gracePeriodSeconds\":0}"));
    refused(api.get(api.path("pods/p")), 404, "NotFound");
  }

  @OnBothClusters
  void anEvictionDeletes(TestCluster cluster) {
    Api api = new Api(cluster);
    ok(api.post(api.path("pods"), pod("p")));
    RawAnswer evicted =
        api.post(
            api.path("pods/p/eviction"),
            "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"p\"}}");
    assertThat(evicted.status()).as(evicted.body()).isEqualTo(201);
    refused(api.get(api.path("pods/p")), 404, "NotFound");
  }

  @OnBothClusters
  void podsAreSelectedByNodeAndPhase(TestCluster cluster) {
    Api api = new Api(cluster);
    ok(api.post(api.path("pods"), pod("p")));
    ok(api.post(api.path("pods"), pod("q")));
    ok(bind(api, "q", nodeOf(api)));
    assertThat(
            Api.names(ok(api.get(api.path("pods?fieldSelector=spec.nodeName%3D" + nodeOf(api))))))
        .containsExactly("q");
    assertThat(
            Api.names(
                ok(api.get(api.path("pods?fieldSelector=spec.nodeName%21%3D" + nodeOf(api))))))
        .containsExactly("p");
    assertThat(
            Api.names(
                ok(
                    api.get(
                        api.path("pods?fieldSelector=status.phase%3DPending,spec.nodeName%3D")))))
        .containsExactly("p");
    ok(api.delete(api.path("pods/q?gracePeriodSeconds=0")));
  }

  @OnBothClusters
  void aServiceAccountHasTokens(TestCluster cluster) {
    Api api = new Api(cluster);
    ok(api.post(api.path("serviceaccounts"), "{\"metadata\":{\"name\":\"robot\"}}"));
    JsonNode token =
        ok(
            api.post(
                api.path("serviceaccounts/robot/token"),
                "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\","
                    + "\"spec\":{\"expirationSeconds\":3600}}"));
    assertThat(text(token, "status", "token")).isNotEmpty();
    assertThat(text(token, "status", "expirationTimestamp")).endsWith("Z");
  }

  @OnBothClusters
  void scaleIsAViewOfTheReplicas(TestCluster cluster) {
    Api api = new Api(cluster);
    String deployments = "/apis/apps/v1/namespaces/" + api.namespace() + "/deployments";
    ok(api.post(deployments, WritesContractIT.deployment("d")));
    JsonNode scale = ok(api.get(deployments + "/d/scale"));
    assertThat(text(scale, "kind")).isEqualTo("Scale");
    assertThat(text(scale, "spec", "replicas")).isEqualTo("1");
    assertThat(text(scale, "status", "selector")).isEqualTo("app=x");
    ok(api.patch(deployments + "/d/scale", Api.MERGE, "{\"spec\":{\"replicas\":4}}"));
    assertThat(text(ok(api.get(deployments + "/d")), "spec", "replicas")).isEqualTo("4");
  }
}
