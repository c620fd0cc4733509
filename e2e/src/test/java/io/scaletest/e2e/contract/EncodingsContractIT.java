package io.scaletest.e2e.contract;

import static io.scaletest.e2e.contract.Api.ok;
import static io.scaletest.e2e.contract.Api.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.InBothEncodings;
import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.RawAnswer;
import io.scaletest.testkit.controlplane.RawApi;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.controlplane.TestCluster;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON and protobuf: the same objects, and who gets which. */
@SideBySide
@InBothEncodings
class EncodingsContractIT {
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  /** Plural below the namespace's API root, and an object. */
  private record Sample(String root, String plural, String json) {}

  private static final String TEMPLATE =
      "\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":"
          + "[{\"name\":\"c\",\"image\":\"i:1\"}]}}";

  private static final List<Sample> SAMPLES =
      List.of(
          new Sample(
              "/api/v1",
              "pods",
              "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"x\",\"labels\":"
                  + "{\"a\":\"\"},\"annotations\":{\"n\":\"ä\"},\"finalizers\":[]},\"spec\":"
                  + "{\"automountServiceAccountToken\":false,\"volumes\":[{\"name\":\"v\","
                  + "\"emptyDir\":{\"sizeLimit\":\"1Gi\"}},{\"name\":\"w\",\"projected\":{\"sources\":"
                  + "[{\"configMap\":{\"name\":\"m\",\"items\":[{\"key\":\"k\",\"path\":\"p\","
                  + "\"mode\":0}]}}]}}],\"tolerations\":[{\"operator\":\"Exists\","
                  + "\"effect\":\"NoExecute\",\"tolerationSeconds\":0}],\"containers\":[{\"name\":\"c\","
                  + "\"image\":\"i:1\",\"args\":[\"\",\"x\"],\"env\":[{\"name\":\"E\",\"valueFrom\":"
                  + "{\"fieldRef\":{\"fieldPath\":\"metadata.name\"}}}],\"resources\":{\"requests\":"
                  + "{\"cpu\":\"10m\"}},\"ports\":[{\"containerPort\":80}],\"readinessProbe\":"
                  + "{\"httpGet\":{\"path\":\"/\",\"port\":\"web\"}},\"livenessProbe\":{\"exec\":"
                  + "{\"command\":[\"true\"]}},\"lifecycle\":{\"preStop\":{\"tcpSocket\":"
                  + "{\"port\":80}}},\"securityContext\":{\"runAsUser\":0,\"privileged\":false}}]}}"),
          new Sample(
              "/api/v1",
              "services",
              "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"x\"},\"spec\":"
                  + "{\"clusterIP\":\"None\",\"selector\":{\"a\":\"b\"},\"ports\":[{\"name\":\"p\","
                  + "\"port\":80,\"targetPort\":\"web\"},{\"name\":\"q\",\"port\":81,"
                  + "\"targetPort\":8081}]}}"),
          new Sample(
              "/api/v1",
              "secrets",
              "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"x\"},\"data\":"
                  + "{\"k\":\"AAH/\",\"none\":\"\"},\"immutable\":true}"),
          new Sample(
              "/api/v1",
              "configmaps",
              "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"x\"},"
                  + "\"binaryData\":{\"b\":\"/wA=\"},\"data\":{\"empty\":\"\"}}"),
          new Sample(
              "/api/v1",
              "events",
              "{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":\"x\"},"
                  + "\"involvedObject\":{\"kind\":\"Pod\",\"name\":\"p\",\"namespace\":\"NS\"},"
                  + "\"reason\":\"R\",\"count\":2,\"firstTimestamp\":\"2026-11-29T10:00:00Z\","
                  + "\"eventTime\":\"2026-11-29T10:00:00.000001Z\",\"action\":\"A\",\"type\":\"Normal\","
                  + "\"reportingComponent\":\"test\",\"reportingInstance\":\"x\"}"),
          new Sample(
              "/apis/coordination.k8s.io/v1",
              "leases",
              "{\"apiVersion\":\"coordination.k8s.io/v1\",\"kind\":\"Lease\",\"metadata\":"
                  + "{\"name\":\"x\"},\"spec\":{\"holderIdentity\":\"h\",\"leaseDurationSeconds\":40,"
                  + "\"renewTime\":\"2026-11-29T10:00:00.123456Z\"}}"),
          new Sample(
              "/apis/apps/v1",
              "deployments",
              "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"x\"},"
                  + "\"spec\":{\"replicas\":0,\"selector\":{\"matchLabels\":{\"a\":\"b\"}},"
                  + "\"strategy\":{\"rollingUpdate\":{\"maxSurge\":\"25%\",\"maxUnavailable\":1}},"
                  + TEMPLATE
                  + "}}"),
          new Sample(
              "/apis/apps/v1",
              "controllerrevisions",
              "{\"apiVersion\":\"apps/v1\",\"kind\":\"ControllerRevision\",\"metadata\":"
                  + "{\"name\":\"x\"},\"data\":{\"any\":[1,{\"thing\":null}]},\"revision\":3}"),
          new Sample(
              "/apis/batch/v1",
              "jobs",
              "{\"apiVersion\":\"batch/v1\",\"kind\":\"Job\",\"metadata\":{\"name\":\"x\"},\"spec\":"
                  + "{\"suspend\":true,\"completions\":2,\"completionMode\":\"Indexed\","
                  + TEMPLATE.replace("\"spec\":{", "\"spec\":{\"restartPolicy\":\"Never\",")
                  + "}}"),
          new Sample(
              "/apis/discovery.k8s.io/v1",
              "endpointslices",
              "{\"apiVersion\":\"discovery.k8s.io/v1\",\"kind\":\"EndpointSlice\",\"metadata\":"
                  + "{\"name\":\"x\"},\"addressType\":\"IPv4\",\"endpoints\":[{\"addresses\":"
                  + "[\"192.0.2.1\"],\"conditions\":{\"ready\":false},\"nodeName\":\"n\"}],"
                  + "\"ports\":[{\"name\":\"\",\"port\":80,\"protocol\":\"TCP\"}]}"),
          new Sample(
              "/apis/autoscaling/v2",
              "horizontalpodautoscalers",
              "{\"apiVersion\":\"autoscaling/v2\",\"kind\":\"HorizontalPodAutoscaler\",\"metadata\":"
                  + "{\"name\":\"x\"},\"spec\":{\"scaleTargetRef\":{\"apiVersion\":\"apps/v1\","
                  + "\"kind\":\"Deployment\",\"name\":\"d\"},\"maxReplicas\":3,\"metrics\":"
                  + "[{\"type\":\"Resource\",\"resource\":{\"name\":\"cpu\",\"target\":"
                  + "{\"type\":\"Utilization\",\"averageUtilization\":50}}}]}}"),
          new Sample(
              "/apis/networking.k8s.io/v1",
              "networkpolicies",
              "{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"NetworkPolicy\",\"metadata\":"
                  + "{\"name\":\"x\"},\"spec\":{\"podSelector\":{},\"policyTypes\":[\"Ingress\"],"
                  + "\"ingress\":[{\"from\":[{\"podSelector\":{\"matchExpressions\":[{\"key\":\"k\","
                  + "\"operator\":\"In\",\"values\":[\"v\"]}]}}],\"ports\":[{\"port\":80}]}]}}"),
          new Sample(
              "/apis/policy/v1",
              "poddisruptionbudgets",
              "{\"apiVersion\":\"policy/v1\",\"kind\":\"PodDisruptionBudget\",\"metadata\":"
                  + "{\"name\":\"x\"},\"spec\":{\"minAvailable\":\"50%\",\"selector\":"
                  + "{\"matchLabels\":{\"a\":\"b\"}}}}"),
          new Sample(
              "/apis/rbac.authorization.k8s.io/v1",
              "roles",
              "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"Role\",\"metadata\":"
                  + "{\"name\":\"x\"},\"rules\":[{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],"
                  + "\"verbs\":[\"get\",\"list\"]}]}"));

  /**
   * Returns an object without what changes between two readings of one that controllers look after,
   * and without the null of a time, which protobuf does not tell from none.
   */
  private static JsonNode settled(JsonNode object) {
    ((ObjectNode) object).properties().removeIf(field -> field.getValue().isNull());
    ((ObjectNode) object).remove(List.of("status"));
    ((ObjectNode) object.path("metadata"))
        .remove(List.of("resourceVersion", "managedFields", "annotations", "generation"));
    return object;
  }

  @OnBothClusters
  void anObjectIsTheSameInJsonAndInProtobuf(TestCluster cluster) {
    Api api = new Api(cluster);
    RawApi json = new RawApi(cluster.client());
    for (Sample sample : SAMPLES) {
      String path = sample.root() + "/namespaces/" + api.namespace() + "/" + sample.plural();
      JsonNode created = ok(api.post(path, sample.json().replace("NS", api.namespace())));
      JsonNode read = ok(api.get(path + "/x"));
      assertThat(settled(read)).as(sample.plural()).isEqualTo(settled(ok(json.get(path + "/x"))));
      assertThat(settled(created)).as(sample.plural()).isEqualTo(read);
      JsonNode listed = ok(api.get(path + "?fieldSelector=metadata.name%3Dx"));
      JsonNode item = settled(listed.path("items").get(0));
      item.properties()
          .forEach(field -> assertThat(field.getValue()).isEqualTo(read.path(field.getKey())));
      ok(json.delete(path + "/x"));
    }
  }

  @OnBothClusters
  void aNodeIsTheSameInJsonAndInProtobuf(TestCluster cluster) {
    Api api = new Api(cluster);
    RawApi json = new RawApi(cluster.client());
    String name = api.namespace();
    String node =
        "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\""
            + name
            + "\"},\"spec\":{\"unschedulable\":true,\"podCIDRs\":[\"10.1.0.0/24\"],"
            + "\"podCIDR\":\"10.1.0.0/24\"},\"status\":{\"capacity\":{\"cpu\":\"4\",\"pods\":\"110\"},"
            + "\"daemonEndpoints\":{\"kubeletEndpoint\":{\"Port\":10250}},\"images\":[{\"names\":"
            + "[\"a:1\"],\"sizeBytes\":5000000000}]}}";
    ok(api.post("/api/v1/nodes", node));
    JsonNode read = ok(api.get("/api/v1/nodes/" + name));
    assertThat(read.path("status").path("daemonEndpoints"))
        .isEqualTo(ok(json.get("/api/v1/nodes/" + name)).at("/status/daemonEndpoints"));
    assertThat(read.at("/status/images/0/sizeBytes").asLong(0)).isEqualTo(5_000_000_000L);
    ok(json.delete("/api/v1/nodes/" + name));
  }

  @OnBothClusters
  void aRefusalIsInTheEncodingThatIsPreferred(TestCluster cluster) {
    Api api = new Api(cluster);
    refused(api.get(api.configMaps() + "/none"), 404, "NotFound");
    refused(api.getAs(api.configMaps() + "/none", PROTOBUF), 404, "NotFound");
  }

  @OnBothClusters
  void flundersHaveJsonOnly(TestCluster cluster) {
    Api api = new Api(cluster);
    String path = "/apis/wardle.example.com/v1alpha1/namespaces/" + api.namespace() + "/flunders";
    RawApi json = new RawApi(cluster.client());
    ok(json.post(path, "{\"metadata\":{\"name\":\"x\"},\"spec\":{\"reference\":\"f\"}}"));
    RawAnswer answer = json.send("GET", path + "/x", Map.of("Accept", PROTOBUF), "");
    assertThat(answer.status()).isEqualTo(406);
    ok(json.delete(path + "/x"));
  }

  @OnBothClusters
  void customResourcesHaveJsonOnly(TestCluster cluster) {
    Api api = new Api(cluster);
    String group = "encodings-" + api.namespace() + ".example.com";
    RawApi json = new RawApi(cluster.client());
    ok(json.post(DEFINITIONS, definition(group)));
    String path = "/apis/" + group + "/v1/namespaces/" + api.namespace() + "/things";
    api.await("the resource is served", () -> api.get(path).status() == 200);
    refused(api.getAs(path, PROTOBUF), 406, "NotAcceptable");
    assertThat(api.getAs(path, PROTOBUF + ",application/json").json().path("kind").asString(""))
        .isEqualTo("ThingList");
    ok(json.delete(DEFINITIONS + "/things." + group));
  }

  private static String definition(String group) {
    return "{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"CustomResourceDefinition\","
        + "\"metadata\":{\"name\":\"things."
        + group
        + "\"},\"spec\":{\"group\":\""
        + group
        + "\",\"scope\":\"Namespaced\",\"names\":{\"plural\":\"things\",\"singular\":\"thing\","
        + "\"kind\":\"Thing\"},\"versions\":[{\"name\":\"v1\",\"served\":true,\"storage\":true,"
        + "\"schema\":{\"openAPIV3Schema\":{\"type\":\"object\","
        + "\"x-kubernetes-preserve-unknown-fields\":true}}}]}}";
  }

  @OnBothClusters
  void aBodyThatIsNoProtobufIsRefused(TestCluster cluster) {
    Api api = new Api(cluster);
    RawAnswer answer = api.send("POST", api.configMaps(), PROTOBUF, "{}");
    assertThat(answer.status()).isEqualTo(400);
  }
}
