package io.scaletest.hollownode.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.fake.OneNode;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodeState;
import io.scaletest.hollownode.pools.ImageCatalogue;
import io.scaletest.hollownode.pools.NodeImages;
import io.scaletest.hollownode.pools.Quantity;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeStatusTest {
  private final FakeApi api = new FakeApi();
  private final HollowFigures figures = new HollowFigures();
  private final NodeImages images = new NodeImages(ImageCatalogue.EMPTY, 0);
  private final NodeContext context =
      OneNode.context(api, RegistrationTest.node(), figures, OneNode.PLAIN);
  private final NodeStatus status = new NodeStatus(context, images, new SplittableRandom(5));
  private int ready;

  @BeforeEach
  void switchOn() {
    OneNode.switchOn(context, status);
  }

  private void becomeReady() {
    api.loop.run(() -> status.registered(FakeApi.START.getEpochSecond(), 0));
    api.loop.run(() -> status.ready(() -> ready++));
    api.last().answer(200, "{}");
  }

  @Test
  void looksEachTenSecondsAndUpToFourPercentMore() {
    assertThat(NodeStatus.checkIntervalNs(0)).isEqualTo(Duration.ofSeconds(10).toNanos());
    assertThat(NodeStatus.checkIntervalNs(Math.nextDown(1.0))).isLessThan(10_400_000_001L);
  }

  @Test
  void theFirstReportAfterAChangeComesAtRandomAroundFiveMinutes() {
    assertThat(NodeStatus.reportDelayNs(0)).isEqualTo(-Duration.ofSeconds(150).toNanos());
    assertThat(NodeStatus.reportDelayNs(0.5)).isZero();
    assertThat(NodeStatus.reportDelayNs(1)).isEqualTo(Duration.ofSeconds(150).toNanos());
  }

  @Test
  void aNodeThatIdlesReportsOnceAndThenEachFiveMinutes() {
    becomeReady();
    assertThat(ready).isEqualTo(1);
    int before = api.calls.size();
    api.advance(Duration.ofSeconds(149));
    assertThat(api.calls).hasSize(before);
    api.advance(Duration.ofSeconds(450 + 11 - 149));
    assertThat(api.calls).hasSize(before + 1);
    assertThat(api.last().body())
        .contains("{\"lastHeartbeatTime\":\"2026-11-21T08:")
        .doesNotContain("\"status\":\"True\"");
    api.last().answer(200, "{}");
    api.advance(Duration.ofSeconds(299));
    assertThat(api.calls).hasSize(before + 1);
    api.advance(Duration.ofSeconds(12));
    assertThat(api.calls).hasSize(before + 2);
  }

  @Test
  void whatTheControllerSaysOfASilentNodeIsTakenBackAtTheNextLook() {
    becomeReady();
    api.advance(Duration.ofSeconds(1));
    api.loop.run(() -> status.seen("Unknown"));
    int before = api.calls.size();
    api.advance(Duration.ofMillis(10_400));
    assertThat(api.calls).hasSize(before + 1);
    assertThat(api.last().body())
        .contains("\"reason\":\"KubeletReady\",\"status\":\"True\",\"type\":\"Ready\"")
        .contains("\"reason\":\"KubeletHasSufficientPID\"");
  }

  @Test
  void imagesThatPodsBroughtAreToldWhenTheKubeletLooksAtThem() {
    becomeReady();
    api.loop.run(() -> images.use("fake/web:1"));
    int before = api.calls.size();
    api.advance(Duration.ofSeconds(42));
    assertThat(api.calls).hasSize(before + 1);
    assertThat(api.last().body()).contains("\"images\":[{\"names\":[\"fake/web:1\"]}]");
  }

  @Test
  void aPatchThatFailedIsRepeatedAfterALookAtTheServersCopy() {
    api.loop.run(() -> status.registered(FakeApi.START.getEpochSecond(), 0));
    api.loop.run(() -> status.ready(() -> ready++));
    api.last().answer(0, "connection refused");
    api.advance(Duration.ofMillis(10_400));
    assertThat(api.last()).hasToString("GET /api/v1/nodes/n1?timeout=10s");
    api.last().answer(200, "{}");
    assertThat(api.last().request.method()).isEqualTo("PATCH");
    api.last().answer(200, "{}");
    assertThat(ready).isEqualTo(1);
  }

  @Test
  void aStoppedNodeSendsNothing() {
    api.loop.run(() -> status.registered(FakeApi.START.getEpochSecond(), 0));
    api.loop.run(() -> status.ready(() -> ready++));
    api.last().answer(0, "connection refused");
    api.advance(Duration.ofMillis(10_400));
    assertThat(api.last()).hasToString("GET /api/v1/nodes/n1?timeout=10s");
    int before = api.calls.size();

    OneNode.enter(context, NodeState.POWERED_OFF);
    api.last().answer(200, "{}");
    api.advance(Duration.ofMinutes(10));

    assertThat(api.calls).hasSize(before);
    assertThat(ready).isZero();
  }

  @Test
  void aNodeThatWasStoppedWhileItsReportWasUnderWaySendsNothing() {
    api.loop.run(() -> status.registered(FakeApi.START.getEpochSecond(), 0));
    api.loop.run(() -> status.ready(() -> ready++));
    int before = api.calls.size();

    OneNode.enter(context, NodeState.POWERED_OFF);
    api.last().answer(200, "{}");
    api.advance(Duration.ofMinutes(10));

    assertThat(api.calls).hasSize(before);
    assertThat(ready).isZero();
  }

  @Test
  void devicesThatAreLostAreReportedAtTheNextLookAndTheirKeyStays() {
    becomeReady();
    api.loop.run(() -> status.setDevices("x.io/gpu", Quantity.of(8), Quantity.ZERO));
    api.advance(Duration.ofMillis(10_400));
    assertThat(api.last().body())
        .startsWith(
            "{\"status\":{\"allocatable\":{\"x.io/gpu\":\"0\"},\"capacity\":{\"x.io/gpu\":\"8\"}");
    int before = api.calls.size();
    api.last().answer(0, "connection refused");
    api.advance(Duration.ofMillis(10_400));
    api.last().answer(200, "{}");
    assertThat(api.calls).as("a look at the server's copy, then again").hasSize(before + 2);
    assertThat(api.last().body()).contains("\"allocatable\":{\"x.io/gpu\":\"0\"}");
    api.last().answer(200, "{}");
    api.advance(Duration.ofMillis(10_400));
    assertThat(api.calls).hasSize(before + 2);
  }

  @Test
  void aNodeThatIsAboutToGoOffSaysSoAtOnceAndStandsByIt() {
    becomeReady();
    api.loop.run(status::shutDown);
    assertThat(api.last().body())
        .contains("\"message\":\"node is shutting down\",\"reason\":\"KubeletNotReady\"")
        .contains("\"status\":\"False\",\"type\":\"Ready\"");
    api.last().answer(200, "{}");
    int before = api.calls.size();
    api.loop.run(() -> status.seen("False"));
    api.advance(Duration.ofMillis(10_400));
    assertThat(api.calls).hasSize(before);
  }

  @Test
  void ofANodeThatSomebodyMadeAgainWhatIsWrongIsReportedBehindItsWholeStatus() {
    becomeReady();
    api.loop.run(
        () -> {
          status.setTrouble(NodeCondition.MEMORY_PRESSURE, true);
          status.setDevices("x.io/gpu", Quantity.of(8), Quantity.ZERO);
        });
    api.advance(Duration.ofMillis(10_400));
    api.last().answer(200, "{}");
    api.loop.run(status::replaced);
    api.advance(Duration.ofMillis(10_400));
    assertThat(api.last().body()).contains("\"nodeInfo\"").doesNotContain("InsufficientMemory");
    api.last().answer(200, "{}");
    api.advance(Duration.ofMillis(10_400));
    assertThat(api.last().body())
        .contains("\"reason\":\"KubeletHasInsufficientMemory\"")
        .contains("\"allocatable\":{\"x.io/gpu\":\"0\"}");
  }
}
