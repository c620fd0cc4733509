package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.SideBySide;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * What a kubelet must do towards an API server, as the audit log of the first one and a half
 * minutes of three nodes shows it. {@link KubemarkFidelityIT} compares the bodies.
 */
@SideBySide
@ExtendWith(NodeLives.Resolver.class)
class KubeletAcceptanceIT {
  private static final String PODS = NodeLives.PODS;

  /** The interval of renewals: 10 s and up to 4 % more. */
  private static final long SHORTEST_GAP_MS = 10_000;

  private static final long LONGEST_GAP_MS = 10_400;

  private final List<AuditedRequest> requests;
  private final NodeLives lives;

  KubeletAcceptanceIT(NodeLives lives) {
    this.lives = lives;
    requests = lives.others();
  }

  @Test
  void everyNodeSpeaksInItsOwnName() {
    assertThat(requests)
        .extracting(AuditedRequest::user)
        .allMatch(user -> user.matches("system:node:n-[012]"));
  }

  @Test
  void leasesAreRenewedEachTenSecondsAndUpToFourPercentMore() {
    renewals(requests)
        .forEach(
            (node, times) -> {
              for (int i = 1; i < times.size(); i++) {
                long gapMs = Duration.between(times.get(i - 1), times.get(i)).toMillis();
                assertThat(gapMs)
                    .as("renewal %d of %s", i, node)
                    .isBetween(SHORTEST_GAP_MS, longestGapMs());
              }
            });
    assertThat(lives.summary().samples("lease.lateness")).isPositive();
  }

  /** Returns the longest gap that a kubelet leaves, and what this machine adds to it. */
  private long longestGapMs() {
    return LONGEST_GAP_MS
        + TimeUnit.NANOSECONDS.toMillis(
            lives.summary().maxNs("lease.renewal") + lives.summary().maxNs("lease.lateness"));
  }

  /** Returns the times in the leases that each node wrote. */
  private static Map<String, List<Instant>> renewals(List<AuditedRequest> requests) {
    Map<String, List<Instant>> renewals = new TreeMap<>();
    for (AuditedRequest request : requests) {
      if (request.path().startsWith(NodeLives.LEASES) && !request.verb().equals("get")) {
        JsonNode spec = request.body().path("spec");
        renewals
            .computeIfAbsent(spec.path("holderIdentity").asString(), node -> new ArrayList<>())
            .add(Instant.parse(spec.path("renewTime").asString()));
      }
    }
    return renewals;
  }

  @Test
  void aNodeThatIdlesTellsItsStatusOnceAndNotAgain() {
    Map<String, Long> patches =
        requests.stream()
            .filter(request -> request.verb().equals("patch"))
            .filter(request -> request.path().startsWith("/api/v1/nodes/"))
            .collect(Collectors.groupingBy(AuditedRequest::user, Collectors.counting()));

    // Right after the registration, and when it became ready; n-1 also tells of an image.
    assertThat(patches).containsEntry("system:node:n-0", 2L).containsEntry("system:node:n-2", 2L);
  }

  @Test
  void aNodeThatIdlesForAMinuteRenewsItsLeaseAndNothingElse() {
    List<AuditedRequest> idle = lives.whileIdle(requests);

    assertThat(idle)
        .allSatisfy(
            request -> {
              assertThat(request.verb()).isEqualTo("update");
              assertThat(request.path()).startsWith(NodeLives.LEASES);
            });
    assertThat(renewals(idle)).hasSameSizeAs(NodeLives.OTHERS);
    // Six where nothing is late: the sixth comes after 60.0 to 62.4 s.
    double least = Math.ceil(NodeLives.IDLING.toMillis() / (double) longestGapMs());
    assertThat(renewals(idle).values())
        .allSatisfy(times -> assertThat((double) times.size()).isGreaterThanOrEqualTo(least));
  }

  @Test
  void watchesAskForWhatARealKubeletsDo() {
    Map<String, String> selectors = new TreeMap<>();
    for (AuditedRequest request : requests) {
      if (request.isWatch() && request.user().endsWith("n-1")) {
        selectors.put(request.path(), request.query().getOrDefault("fieldSelector", ""));
        boolean reference = request.path().endsWith("/configmaps");
        assertThat(Integer.parseInt(request.query().get("timeoutSeconds")))
            .as(request.path())
            .isBetween(reference ? 1_800 : 300, reference ? 3_600 : 600);
        assertThat(request.query())
            .containsEntry("allowWatchBookmarks", "true")
            .containsEntry("sendInitialEvents", "true")
            .containsEntry("resourceVersionMatch", "NotOlderThan")
            .doesNotContainKey("labelSelector");
      }
    }
    assertThat(selectors)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "/api/v1/nodes", "metadata.name=n-1",
                "/api/v1/pods", "spec.nodeName=n-1",
                "/api/v1/services", "spec.clusterIP!=None",
                "/apis/node.k8s.io/v1/runtimeclasses", "",
                "/apis/storage.k8s.io/v1/csidrivers", "",
                "/api/v1/namespaces/default/configmaps", "metadata.name=kube-root-ca.crt"));
  }

  @Test
  void theDeleteThatEndsAPodIsAtOnceAndOfThatPodAlone() {
    List<AuditedRequest> deletes =
        requests.stream().filter(request -> request.verb().equals("delete")).toList();

    assertThat(deletes).hasSize(1);
    assertThat(deletes.get(0).path()).isEqualTo(PODS + "/first");
    assertThat(deletes.get(0).body().path("gracePeriodSeconds").asInt(-1)).isZero();
    assertThat(deletes.get(0).body().path("preconditions").path("uid").asString())
        .isEqualTo(uidIn("/first/status"));
  }

  private String uidIn(String path) {
    return requests.stream()
        .filter(request -> request.verb().equals("patch") && request.path().endsWith(path))
        .map(request -> request.body().path("metadata").path("uid").asString())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPodTooManyIsRejectedWithTheKubeletsWords() {
    assertThat(lives.rejected().path("reason").asString()).isEqualTo("OutOfcpu");
    assertThat(lives.rejected().path("message").asString())
        .isEqualTo(
            "Pod was rejected: Node didn't have enough resource: cpu, requested: 600, used: 600,"
                + " capacity: 1000");
  }

  @Test
  void aNodeSaysOfItselfWhatAKubeletSays() {
    JsonNode node =
        requests.stream()
            .filter(request -> request.verb().equals("create"))
            .filter(request -> request.path().equals("/api/v1/nodes"))
            .filter(request -> request.user().endsWith("n-2"))
            .findFirst()
            .orElseThrow()
            .body();

    assertThat(node.path("metadata").path("labels").path("kubernetes.io/hostname").asString())
        .isEqualTo("n-2");
    assertThat(node.path("spec").path("providerID").asString()).isEqualTo("kubemark://n-2");
    List<String> conditions = new ArrayList<>();
    node.path("status").path("conditions").forEach(c -> conditions.add(c.path("type").asString()));
    assertThat(conditions)
        .containsExactly("MemoryPressure", "DiskPressure", "PIDPressure", "Ready");
    assertThat(node.path("status").path("capacity"))
        .isEqualTo(node.path("status").path("allocatable"));
    assertThat(
            node.path("status")
                .path("daemonEndpoints")
                .path("kubeletEndpoint")
                .path("Port")
                .asInt())
        .isEqualTo(10_250);
  }
}
