package io.scaletest.hollownode.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.fake.OneNode;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistrationTest {
  private final FakeApi api = new FakeApi();
  private final List<String> fatal = new ArrayList<>();
  private final List<Registration.Registered> done = new ArrayList<>();
  private int waits;
  private final NodeContext context =
      OneNode.context(
          api,
          node(),
          new NodeContext.Shared(
              api.loop, api.loop, new HollowFigures(), OneNode.PLAIN, fatal::add));
  private final Registration registration =
      new Registration(context, false, () -> waits++, done::add);

  @BeforeEach
  void switchOn() {
    OneNode.switchOn(context, registration);
  }

  static NodeDescription node() {
    NodePool pool =
        OneNode.of("n1", Map.of("cpu", Quantity.of(1), "memory", Quantity.parse("3840Mi")));
    return new NodeDescription(
        "n1", pool, 0, List.of("192.0.2.2"), 10250, List.of("10.0.0.0/24"), Map.of());
  }

  private void begin() {
    api.loop.run(registration::begin);
  }

  private static String lease(String version, String renewTime) {
    return "{\"metadata\":{\"resourceVersion\":\""
        + version
        + "\"},\"spec\":{\"renewTime\":\""
        + renewTime
        + "\"}}";
  }

  @Test
  void aNewNodeIsPostedWithEverythingThatTheKubeletSays() {
    begin();
    assertThat(api.last()).hasToString("POST /api/v1/nodes");
    assertThat(api.last().body())
        .startsWith(
            "{\"kind\":\"Node\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"n1\",\"labels\":"
                + "{\"beta.kubernetes.io/arch\":\"amd64\",\"beta.kubernetes.io/os\":\"linux\","
                + "\"kubernetes.io/arch\":\"amd64\",\"kubernetes.io/hostname\":\"n1\","
                + "\"kubernetes.io/os\":\"linux\"}},\"spec\":{\"providerID\":\"kubemark://n1\"},"
                + "\"status\":{\"capacity\":{\"cpu\":\"1\",\"memory\":\"3840Mi\"},")
        .contains(
            "{\"type\":\"Ready\",\"status\":\"False\",\"lastHeartbeatTime\":\"2026-11-21T08:29:00Z\","
                + "\"lastTransitionTime\":\"2026-11-21T08:29:00Z\",\"reason\":\"KubeletNotReady\",\"message\":\"CSINode"
                + " is not yet initialized\"}]")
        .contains("\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"192.0.2.2\"},")
        .contains("\"daemonEndpoints\":{\"kubeletEndpoint\":{\"Port\":10250}}");
    api.last().answer(201, "{\"metadata\":{\"name\":\"n1\",\"uid\":\"u1\"}}");
    assertThat(done).hasSize(1);
    assertThat(done.get(0).view().uid()).isEqualTo("u1");
    assertThat(done.get(0).takenOver()).isFalse();
  }

  @Test
  void aNodeWhoseLeaseRanOutIsTakenOverAtOnce() {
    begin();
    api.last().answer(409, "exists");
    api.last().answer(200, lease("5", "2026-11-21T08:28:19.000000Z"));
    assertThat(api.last()).hasToString("PATCH /api/v1/nodes/n1/status");
    api.last().answer(200, "{\"metadata\":{\"uid\":\"u1\"}}");
    assertThat(done.get(0).takenOver()).isTrue();
  }

  @Test
  void aFreshLeaseThatStandsStillWasOursAndIsTakenOver() {
    begin();
    api.last().answer(409, "exists");
    api.last().answer(200, lease("5", "2026-11-21T08:28:55.000000Z"));
    assertThat(waits).isEqualTo(1);
    int before = api.calls.size();
    api.advance(Duration.ofMillis(11_499));
    assertThat(api.calls).hasSize(before);
    api.advance(Duration.ofMillis(1));
    api.last().answer(200, lease("5", "2026-11-21T08:28:55.000000Z"));
    assertThat(api.last().request.method()).isEqualTo("PATCH");
    assertThat(fatal).isEmpty();
  }

  @Test
  void aLeaseThatMovesIsAnotherLiveKubelets() {
    begin();
    api.last().answer(409, "exists");
    api.last().answer(200, lease("5", "2026-11-21T08:28:55.000000Z"));
    api.advance(Duration.ofMillis(11_500));
    api.last().answer(200, lease("6", "2026-11-21T08:29:05.000000Z"));
    assertThat(fatal)
        .containsExactly(
            "name: must not be that of another live kubelet, got n1, whose lease was renewed at"
                + " 2026-11-21T08:29:05.000000Z");
    assertThat(done).isEmpty();
  }

  @Test
  void whoMayNotRegisterAndFindsNoNodeIsToldSo() {
    begin();
    api.last().answer(403, "nodes is forbidden");
    assertThat(api.last()).hasToString("GET /api/v1/nodes/n1");
    api.last().answer(403, "nodes is forbidden");
    assertThat(fatal)
        .containsExactly(
            "node n1: the credential may not register it: refused: nodes is forbidden");
  }

  @Test
  void aServerThatTakesNoProtobufEndsTheRunWithItsOwnWords() {
    begin();
    api.last().answer(415, "the body of the request was in an unknown format");
    assertThat(fatal)
        .containsExactly(
            "node n1: cannot be registered: refused: the body of the request was in an unknown"
                + " format");
  }

  @Test
  void whatFailsIsTriedAgainFasterThanItMatters() {
    begin();
    for (int i = 0; i < 3; i++) {
      api.last().answer(0, "connection refused");
      api.advance(Duration.ofMillis(100L << i));
      assertThat(api.calls).hasSize(i + 2);
    }
  }
}
