package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The comparison against the recording itself: a copy is equal, every change is found. */
class RequestComparisonTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RequestComparison comparison = new RequestComparison(Map.of(), Map.of());
  private final List<AuditedRequest> recorded = AuditedRequest.ofKubemark();

  @Test
  void theRecordingIsAsItWasMade() {
    assertThat(recorded).hasSize(46);
    assertThat(recorded.stream().filter(AuditedRequest::isWatch)).hasSize(9);
  }

  @Test
  void theRecordingOfIdlingIsALeaseEachTenSecondsAndUpToFourPercentMore() {
    List<AuditedRequest> idle = AuditedRequest.ofIdlingKubemark();

    assertThat(idle).hasSize(9);
    for (int i = 1; i < idle.size(); i++) {
      assertThat(Duration.between(idle.get(i - 1).received(), idle.get(i).received()))
          .isBetween(Duration.ofSeconds(10), Duration.ofMillis(10_410));
    }
  }

  @Test
  void aRequestTooManyWhileIdlingIsFound() {
    List<AuditedRequest> idle = AuditedRequest.ofIdlingKubemark();
    List<AuditedRequest> ours = new ArrayList<>(idle);
    recorded.stream()
        .filter(request -> request.path().equals("/api/v1/nodes/hk1/status"))
        .reduce((first, second) -> second)
        .ifPresent(ours::add);

    assertThat(comparison.compare(idle, ours))
        .extracting(Difference::toString)
        .containsExactly("hollow-kubelet node writes #1 patch /api/v1/nodes/hk1/status: only ours");
  }

  @Test
  void aCopyIsEqual() {
    assertThat(comparison.compare(recorded, AuditedRequest.ofKubemark())).isEmpty();
  }

  @Test
  void idsTimesAndSuffixesDoNotCount() {
    List<AuditedRequest> ours =
        withBodies(
            text ->
                text.replace("48d6d8d1-", "01234567-")
                    .replace("08:29:3", "09:30:4")
                    .replace("kube-api-access-tnf8b", "kube-api-access-00000")
                    .replace("\"279\"", "\"1279\""));

    assertThat(ours).isNotEqualTo(recorded);
    assertThat(comparison.compare(recorded, ours)).isEmpty();
  }

  @Test
  void namesOfARunDoNotCountIfTheyAreGiven() {
    List<AuditedRequest> ours = withBodies(text -> text.replace("192.0.2.2", "10.1.1.1"));

    assertThat(comparison.compare(recorded, ours)).isNotEmpty();
    assertThat(
            new RequestComparison(Map.of("192.0.2.2", "IP"), Map.of("10.1.1.1", "IP"))
                .compare(recorded, ours))
        .isEmpty();
  }

  @Test
  void anotherValueIsFoundWithItsPlace() {
    List<AuditedRequest> ours =
        withBodies(
            text -> text.replace("\"leaseDurationSeconds\":40", "\"leaseDurationSeconds\":41"));

    assertThat(comparison.compare(recorded, ours))
        .extracting(Difference::toString)
        .contains(
            "hollow-kubelet lease #2 create"
                + " /apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases:"
                + " body.spec.leaseDurationSeconds: 40 -> 41");
  }

  @Test
  void anotherOrderInAListIsFound() {
    List<AuditedRequest> ours =
        withBodies(
            text ->
                text.replace(
                    "{\"type\":\"DiskPressure\"},{\"type\":\"PIDPressure\"}",
                    "{\"type\":\"PIDPressure\"},{\"type\":\"DiskPressure\"}"));

    assertThat(comparison.compare(recorded, ours))
        .extracting(Difference::place)
        .containsOnly("body.status.$setElementOrder/conditions[]");
  }

  @Test
  void anotherSelectorIsFound() {
    List<AuditedRequest> ours = new ArrayList<>(recorded);
    ours.replaceAll(
        request -> {
          SortedMap<String, String> query = new TreeMap<>(request.query());
          query.remove("labelSelector");
          return request.withQuery(query);
        });

    assertThat(comparison.compare(recorded, ours))
        .extracting(Difference::recorded)
        .containsExactlyInAnyOrder(
            "!service.kubernetes.io/headless", "!service.kubernetes.io/service-proxy-name");
  }

  @Test
  void everyMissingRequestIsFoundUnlessItIsARepeat() {
    List<Integer> unnoticed =
        IntStream.range(0, recorded.size())
            .filter(
                i -> {
                  List<AuditedRequest> ours = new ArrayList<>(recorded);
                  ours.remove(i);
                  return comparison.compare(recorded, ours).isEmpty();
                })
            .boxed()
            .toList();

    assertThat(unnoticed)
        .as("polls that found nothing, and renewals of the lease")
        .allSatisfy(
            i -> {
              AuditedRequest request = recorded.get(i);
              assertThat(request.code() == 404 || request.verb().equals("update")).isTrue();
            });
  }

  @Test
  void anExtraRequestIsFound() {
    List<AuditedRequest> ours = new ArrayList<>(recorded);
    ours.add(recorded.get(recorded.size() - 15));

    assertThat(comparison.compare(recorded, ours)).hasSize(1);
  }

  @Test
  void exchangedRequestsOfOneLaneAreFound() {
    List<AuditedRequest> ours = new ArrayList<>(recorded);
    int create = indexOf("create", "/api/v1/nodes");
    int patch = indexOf("patch", "/api/v1/nodes/hk1/status");
    ours.set(create, recorded.get(patch));
    ours.set(patch, recorded.get(create));

    assertThat(comparison.compare(recorded, ours)).isNotEmpty();
  }

  private int indexOf(String verb, String path) {
    return IntStream.range(0, recorded.size())
        .filter(i -> recorded.get(i).verb().equals(verb) && recorded.get(i).path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  private List<AuditedRequest> withBodies(UnaryOperator<String> change) {
    List<AuditedRequest> changed = new ArrayList<>(recorded);
    changed.replaceAll(
        request -> {
          JsonNode body = request.body();
          return body.isObject()
              ? request.withBody(JSON.readTree(change.apply(body.toString())))
              : request;
        });
    return changed;
  }
}
