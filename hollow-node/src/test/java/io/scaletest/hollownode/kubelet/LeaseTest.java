package io.scaletest.hollownode.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.fake.OneNode;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.hollownode.node.NodeState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseTest {
  private static final String PATH =
      "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

  private static final NodeDescription NODE =
      new NodeDescription(
          "n1",
          OneNode.of("n1", Map.of()),
          0,
          List.of("192.0.2.1"),
          10250,
          List.of("10.0.0.0/24"),
          Map.of("purpose", "scaletest"));

  private final FakeApi api = new FakeApi();
  private final HollowFigures figures = new HollowFigures();
  private final NodeContext context = OneNode.context(api, NODE, figures, OneNode.PLAIN);
  private final Lease lease = new Lease(context, new SplittableRandom(7));

  @BeforeEach
  void switchOn() {
    OneNode.switchOn(context, lease);
  }

  private static String answer(int version) {
    return "{\"metadata\":{\"name\":\"n1\",\"namespace\":\"kube-node-lease\",\"uid\":\"lease-uid\","
        + "\"resourceVersion\":\""
        + version
        + "\",\"creationTimestamp\":\"2026-11-21T08:29:00Z\"}}";
  }

  private void start() {
    api.loop.run(() -> lease.renew("node-uid", false, 0));
    api.advance(Duration.ZERO);
  }

  @Test
  void theIntervalIsTenSecondsAndUpToFourPercent() {
    assertThat(Lease.intervalNs(0)).isEqualTo(Duration.ofSeconds(10).toNanos());
    assertThat(Lease.intervalNs(0.5)).isEqualTo(Duration.ofMillis(10_200).toNanos());
    assertThat(Lease.intervalNs(Math.nextDown(1.0))).isLessThan(10_400_000_001L);
  }

  @Test
  void isLookedForThenCreatedThenRenewedWithItsLastVersion() {
    start();
    assertThat(api.last()).hasToString("GET " + PATH + "/n1?timeout=10s");
    api.last().answer(404, "no lease");
    assertThat(api.last()).hasToString("POST " + PATH + "?timeout=10s");
    assertThat(api.last().body())
        .isEqualTo(
            "{\"kind\":\"Lease\",\"apiVersion\":\"coordination.k8s.io/v1\",\"metadata\":"
                + "{\"name\":\"n1\",\"namespace\":\"kube-node-lease\","
                + "\"labels\":{\"purpose\":\"scaletest\"},\"ownerReferences\":"
                + "[{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"name\":\"n1\",\"uid\":\"node-uid\"}]},"
                + "\"spec\":{\"holderIdentity\":\"n1\",\"leaseDurationSeconds\":40,"
                + "\"renewTime\":\"2026-11-21T08:29:00.000000Z\"}}");
    api.last().answer(201, answer(1));

    int before = api.calls.size();
    api.advance(Duration.ofMillis(9_999));
    assertThat(api.calls).hasSize(before);
    api.advance(Duration.ofMillis(402));
    assertThat(api.last()).hasToString("PUT " + PATH + "/n1?timeout=10s");
    assertThat(api.last().body())
        .contains(
            "\"resourceVersion\":\"1\"", "lease-uid", "\"labels\":{\"purpose\":\"scaletest\"}")
        .contains("f:labels", "f:purpose");
    assertThat(figures.leaseRenewals.sum()).isEqualTo(1);
  }

  @Test
  void aNewNodesLeaseIsCreatedAtOnceAndReadOnlyIfThereIsOne() {
    api.loop.run(() -> lease.renew("node-uid", true, 0));
    api.advance(Duration.ZERO);
    assertThat(api.last().request.method()).isEqualTo("POST");
    api.last().answer(409, "exists");
    assertThat(api.last().request.method()).isEqualTo("GET");
    api.last().answer(200, answer(4));
    assertThat(api.last().body()).contains("\"resourceVersion\":\"4\"");
  }

  @Test
  void latenessIsThatOfTheFirstRequestOfEachRenewal() {
    api.loop.run(() -> lease.renew("node-uid", false, 0));
    api.advance(Duration.ofSeconds(1));
    api.last().answer(404, "");
    api.last().answer(201, answer(1));
    assertThat(figures.leaseLateness.total().getMaxValue()).isZero();
    assertThat(figures.leaseRenewal.total().getMaxValue()).isBetween(999_000_000L, 1_001_000_000L);
  }

  @Test
  void theIntervalRunsFromTheAnswer() {
    start();
    api.last().answer(404, "");
    api.advance(Duration.ofSeconds(4));
    api.last().answer(201, answer(1));
    int before = api.calls.size();
    api.advance(Duration.ofMillis(9_999));
    assertThat(api.calls).hasSize(before);
  }

  @Test
  void aConflictIsReadAgainAndAFailureRepeatedFiveTimesAtOnce() {
    start();
    api.last().answer(200, answer(1));
    assertThat(api.last().request.method()).isEqualTo("PUT");
    api.last().answer(409, "changed");
    assertThat(api.last().request.method()).isEqualTo("GET");
    api.last().answer(200, answer(8));
    assertThat(api.last().body()).contains("\"resourceVersion\":\"8\"");
    for (int attempt = 2; attempt <= 5; attempt++) {
      assertThat(api.last().request.method()).isEqualTo("PUT");
      api.last().answer(0, "connection refused");
    }
    int before = api.calls.size();
    assertThat(figures.leaseFailures.sum()).isEqualTo(5);
    api.advance(Duration.ofMillis(10_401));
    assertThat(api.calls).hasSize(before + 1);
  }

  @Test
  void aStoppedLeaseIsNotRenewed() {
    start();
    api.last().answer(200, answer(1));
    OneNode.enter(context, NodeState.POWERED_OFF);
    api.last().answer(200, answer(2));
    int before = api.calls.size();
    api.advance(Duration.ofSeconds(60));
    assertThat(api.calls).hasSize(before);
  }

  @Test
  void aRegistrationThatTookLongIsNotLateness() {
    api.advance(Duration.ofSeconds(15));
    api.loop.run(() -> lease.renew("node-uid", false, 0));
    api.advance(Duration.ZERO);
    api.last().answer(404, "");
    api.last().answer(201, answer(1));
    assertThat(figures.leaseLateness.total().getMaxValue()).isZero();
    assertThat(figures.leaseRenewal.total().getMaxValue()).isZero();
  }

  @Test
  void aLeaseOfANodeThatWasDeletedIsNotMadeAgainUntilThereIsANode() {
    start();
    api.last().answer(200, answer(1));
    api.last().answer(409, "changed"); // what a PUT of a lease that was deleted is answered with
    api.last().answer(404, "no lease");
    assertThat(api.last()).hasToString("GET /api/v1/nodes/n1?timeout=10s");
    api.last().answer(404, "no node");
    api.advance(Duration.ofSeconds(11));
    assertThat(api.last()).hasToString("GET " + PATH + "/n1?timeout=10s");
    api.last().answer(404, "no lease");
    api.last().answer(200, "{\"metadata\":{\"name\":\"n1\",\"uid\":\"another-uid\"}}");
    assertThat(api.last().body()).contains("another-uid").doesNotContain("node-uid");
  }
}
