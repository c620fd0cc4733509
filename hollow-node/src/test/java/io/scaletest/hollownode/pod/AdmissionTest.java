package io.scaletest.hollownode.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.ApiMessages;
import io.scaletest.hollownode.fake.OneNode;
import io.scaletest.hollownode.pod.PodSpec.HostPort;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.Quantity;
import io.scaletest.hollownode.pools.Taint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final Map<String, String> LABELS = Map.of("zone", "a", "cores", "8");

  private final Admission admission = new Admission(pool());

  private static NodePool pool() {
    return OneNode.of(
        "n1",
        Map.of(
            "cpu", Quantity.of(2),
            "memory", Quantity.parse("1Gi"),
            "nvidia.com/gpu", Quantity.of(8),
            "pods", Quantity.of(3)));
  }

  private static PodSpec pod(String spec) {
    byte[] bytes =
        ApiMessages.encode(
            "Pod",
            "{\"metadata\":{\"name\":\"p\",\"namespace\":\"ns\",\"uid\":\"u\"},\"spec\":{"
                + spec
                + "}}");
    return PodSpec.read(bytes, 0, bytes.length).orElseThrow();
  }

  private static String containers(String requests) {
    return "\"containers\":[{\"name\":\"c\",\"resources\":{\"requests\":{" + requests + "}}}]";
  }

  private String reason(Admission by, String spec, Taint... taints) {
    return by.admit(pod(spec), "n1", LABELS, List.of(taints))
        .map(Admission.Refusal::reason)
        .orElse("");
  }

  @Test
  void podsAreTakenUntilAResourceIsUsedUp() {
    assertThat(reason(admission, containers("\"cpu\":\"1500m\""))).isEmpty();
    Optional<Admission.Refusal> refusal =
        admission.admit(pod(containers("\"cpu\":\"600m\"")), "n1", LABELS, List.of());
    assertThat(refusal.orElseThrow().reason()).isEqualTo("OutOfcpu");
    assertThat(refusal.orElseThrow().message())
        .isEqualTo(
            "Node didn't have enough resource: cpu, requested: 600, used: 1500, capacity: 2000");
    admission.release(Map.of("cpu", 1_500L), List.of());
    assertThat(reason(admission, containers("\"cpu\":\"600m\""))).isEmpty();
  }

  @Test
  void extendedResourcesAndTheNumberOfPodsCountToo() {
    assertThat(reason(admission, containers("\"nvidia.com/gpu\":\"9\"")))
        .isEqualTo("OutOfnvidia.com/gpu");
    assertThat(reason(admission, containers(""))).isEmpty();
    assertThat(reason(admission, containers(""))).isEmpty();
    assertThat(reason(admission, containers(""))).isEmpty();
    assertThat(reason(admission, containers(""))).isEqualTo("OutOfpods");
  }

  @Test
  void whatTheNodeDoesNotKnowIsNotItsBusiness() {
    assertThat(reason(admission, containers("\"example.com/other\":\"1\""))).isEmpty();
  }

  @Test
  void limitsCountWhereNothingIsRequested() {
    String spec = "\"containers\":[{\"name\":\"c\",\"resources\":{\"limits\":{\"cpu\":\"3\"}}}]";
    assertThat(reason(admission, spec)).isEqualTo("OutOfcpu");
  }

  @Test
  void aPodNeedsTheMostOfItsInitContainersAndOfWhatRunsTogether() {
    PodSpec pod =
        pod(
            "\"initContainers\":["
                + "{\"name\":\"s\",\"restartPolicy\":\"Always\","
                + "\"resources\":{\"requests\":{\"cpu\":\"100m\"}}},"
                + "{\"name\":\"i\",\"resources\":{\"requests\":{\"cpu\":\"1\"}}}],"
                + containers("\"cpu\":\"300m\",\"memory\":\"64Mi\"")
                + ",\"overhead\":{\"cpu\":\"50m\"}");
    assertThat(Admission.requests(pod))
        .containsEntry("cpu", 1_150L)
        .containsEntry("memory", 64L << 20);
  }

  @Test
  void selectorsAndAffinityMustMatchTheNode() {
    assertThat(reason(admission, "\"nodeSelector\":{\"zone\":\"b\"}")).isEqualTo("NodeAffinity");
    assertThat(reason(admission, "\"nodeSelector\":{\"zone\":\"a\"}")).isEmpty();
    assertThat(reason(admission, affinity("zone", "In", "\"a\",\"b\""))).isEmpty();
    assertThat(reason(admission, affinity("zone", "NotIn", "\"a\""))).isEqualTo("NodeAffinity");
    assertThat(reason(admission, affinity("cores", "Gt", "\"16\""))).isEqualTo("NodeAffinity");
  }

  private static String affinity(String key, String operator, String values) {
    return "\"affinity\":{\"nodeAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":"
        + "{\"nodeSelectorTerms\":[{\"matchExpressions\":[{\"key\":\""
        + key
        + "\",\"operator\":\""
        + operator
        + "\",\"values\":["
        + values
        + "]}]}]}}}";
  }

  @Test
  void aDaemonSetsPodIsBoundToOneNodeByItsName() {
    String affinity =
        "\"affinity\":{\"nodeAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":"
            + "{\"nodeSelectorTerms\":[{\"matchFields\":[{\"key\":\"metadata.name\","
            + "\"operator\":\"In\",\"values\":[\"NODE\"]}]}]}}}";
    assertThat(reason(admission, affinity.replace("NODE", "n1"))).isEmpty();
    assertThat(reason(admission, affinity.replace("NODE", "n2"))).isEqualTo("NodeAffinity");
  }

  @Test
  void onlyTaintsThatEvictKeepABoundPodAway() {
    Taint[] taints = {new Taint("gone", "7", "NoExecute"), new Taint("x", "", "NoSchedule")};
    assertThat(reason(admission, containers(""), taints)).isEqualTo("TaintToleration");
    String tolerant = "\"tolerations\":[{\"key\":\"gone\",\"operator\":\"%s\",\"value\":\"7\"}]";
    assertThat(reason(admission, String.format(tolerant, "Exists"), taints)).isEmpty();
    assertThat(reason(admission, String.format(tolerant, "Equal"), taints)).isEmpty();
    assertThat(reason(admission, String.format(tolerant, "Lt"), taints))
        .as("of a feature that is off")
        .isEqualTo("TaintToleration");
  }

  private static String port(String rest) {
    return "\"containers\":[{\"name\":\"c\",\"ports\":[{\"containerPort\":1," + rest + "}]}]";
  }

  @Test
  void aPortOfTheNodeIsGivenOnce() {
    String everywhere = port("\"hostPort\":80,\"protocol\":\"TCP\"");
    String other = port("\"hostPort\":80,\"hostIP\":\"192.0.2.7\"");
    assertThat(reason(admission, everywhere)).isEmpty();
    assertThat(reason(admission, everywhere)).isEqualTo("NodePorts");
    assertThat(reason(admission, other)).isEqualTo("NodePorts");
    String sidecar =
        everywhere.replace("\"containers\"", "\"initContainers\"").replace("}]}]", "}],%s}]");
    String always = "\"restartPolicy\":\"Always\"";
    assertThat(reason(admission, String.format(sidecar, always))).isEqualTo("NodePorts");
    assertThat(reason(admission, port("\"hostPort\":80,\"protocol\":\"UDP\""))).isEmpty();
    admission.release(Map.of(), List.of(new HostPort("", "TCP", 80)));
    admission.release(Map.of(), List.of(new HostPort("", "UDP", 80)));
    assertThat(reason(admission, other)).isEmpty();
    assertThat(reason(admission, other.replace("0.2.7", "0.2.8"))).isEmpty();
    assertThat(reason(admission, port("\"hostPort\":80,\"hostIP\":\"0.0.0.0\"")))
        .isEqualTo("NodePorts");
  }

  @Test
  void anotherOperatingSystemIsNotSupported() {
    assertThat(reason(admission, "\"os\":{\"name\":\"windows\"}")).isEqualTo("PodOSNotSupported");
  }
}
