package io.scaletest.hollownode.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.fake.OneNode;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.KubeletSettings;
import io.scaletest.hollownode.node.KubeletSettings.Latencies;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodeState;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the API server sees of a node that goes from state to state, with one pod on it. */
class NodeTransitionsTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  /** Within so long everything of a node that is back has been told of again. */
  private static final Duration RETURN = Duration.ofSeconds(10);

  /** One request about pods at a time, of all nodes together. */
  private static final KubeletSettings SETTINGS =
      new KubeletSettings(false, false, false, Latencies.NONE, 0, 1, 1, false);

  private static final String SYNCED =
      "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"9\",\"annotations\":"
          + "{\"k8s.io/initial-events-end\":\"true\"}}}}";

  private final FakeApi api = new FakeApi();
  private final HollowFigures figures = new HollowFigures();
  private final NodeContext.Shared shared = OneNode.shared(api, figures, SETTINGS);
  private final SharedWatches watches =
      new SharedWatches(true, api.loop, api.client(), figures, List.of("n1"));
  private NodeContext context;
  private HollowKubelet kubelet;
  private FakeApi.Stream nodes;
  private FakeApi.Stream pods;
  private int served;
  private boolean nodeIsThere;

  @BeforeEach
  void aNodeIsUpAndRunsAPod() {
    NodePool pool = OneNode.of("n1", Map.of("cpu", Quantity.of(1), "pods", Quantity.of(9)));
    context = OneNode.context(api, OneNode.description(pool), shared);
    api.loop.run(
        () ->
            kubelet =
                new HollowKubelet(
                    context,
                    watches,
                    OneNode.unstaged(api),
                    new SplittableRandom(1),
                    new HollowKubelet.StartListener() {
                      @Override
                      public void waits(HollowKubelet kubelet) {}

                      @Override
                      public void ready(HollowKubelet kubelet) {}
                    }));
    OneNode.enter(context, NodeState.UP);
    nodes = api.streams.get(0);
    pods = api.lastStream();
    serve();
    nodes.event(node("True"));
    pods.event(pod("ADDED", ""));
    pods.event(SYNCED);
    serve();
    assertThat(figures.podsRunning.sum()).isEqualTo(1);
    after(Duration.ofSeconds(30));
  }

  /** Answers everything, as a server that has the Node and the pod. */
  private void serve() {
    while (served < api.calls.size()) {
      FakeApi.Call call = api.calls.get(served++);
      String path = call.request.path();
      if (call.request.method().equals("POST") && path.equals("/api/v1/nodes")) {
        call.answer(
            nodeIsThere ? 409 : 201,
            nodeIsThere ? "exists" : "{\"metadata\":{\"name\":\"n1\",\"uid\":\"u1\"}}");
        nodeIsThere = true;
      } else if (path.contains("/leases")) {
        call.answer(
            200,
            "{\"metadata\":{\"name\":\"n1\",\"uid\":\"l\",\"resourceVersion\":\"1\"},"
                + "\"spec\":{\"renewTime\":\"2026-11-21T08:29:00.000000Z\"}}");
      } else if (path.startsWith("/api/v1/nodes/n1")) {
        call.answer(200, "{\"metadata\":{\"name\":\"n1\",\"uid\":\"u1\"}}");
      } else {
        call.answer(200, "{}");
      }
    }
  }

  private void after(Duration duration) {
    for (int tenth = 0; tenth < duration.toMillis() / 100; tenth++) {
      api.advance(Duration.ofMillis(100));
      serve();
    }
  }

  private static String node(String ready) {
    return "{\"type\":\"MODIFIED\",\"object\":{\"metadata\":{\"name\":\"n1\",\"uid\":\"u1\","
        + "\"resourceVersion\":\"4\"},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\""
        + ready
        + "\"}]}}}";
  }

  private static String pod(String type, String deletion) {
    return "{\"type\":\""
        + type
        + "\",\"object\":{\"metadata\":{\"name\":\"p\",\"namespace\":\"ns\",\"uid\":\"a\","
        + "\"resourceVersion\":\"3\",\"generation\":1"
        + deletion
        + "},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}],"
        + "\"restartPolicy\":\"Always\",\"nodeName\":\"n1\"},\"status\":{\"phase\":\"Pending\"}}}";
  }

  private static String deleted(int graceSeconds) {
    return ",\"deletionTimestamp\":\"2026-11-21T08:31:00Z\",\"deletionGracePeriodSeconds\":"
        + graceSeconds;
  }

  private List<String> since(int before) {
    return api.calls.subList(before, api.calls.size()).stream().map(Object::toString).toList();
  }

  private FakeApi.Call lastTo(String part) {
    return api.calls.stream()
        .filter(call -> call.toString().contains(part))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private void enter(NodeState state) {
    OneNode.enter(context, state);
  }

  @Test
  void aNodeThatIsCutOffSendsNothingAndHearsNothing() {
    enter(NodeState.PARTITIONED);
    int before = api.calls.size();
    nodes.event(node("Unknown"));
    pods.event(pod("MODIFIED", deleted(30)));
    after(LONG);
    assertThat(since(before)).isEmpty();
    assertThat(figures.podsRunning.sum()).isEqualTo(1);
  }

  @Test
  void aNodeThatIsBackIsReadyAndActsOnWhatItMissedWithinSeconds() {
    enter(NodeState.PARTITIONED);
    nodes.event(node("Unknown"));
    pods.event(pod("MODIFIED", deleted(1)));
    after(LONG);
    int before = api.calls.size();
    enter(NodeState.UP);
    after(RETURN);
    assertThat(since(before))
        .anyMatch(call -> call.startsWith("PUT /apis/coordination.k8s.io/v1"))
        .anyMatch(call -> call.startsWith("PATCH /api/v1/nodes/n1/status"))
        .contains("DELETE /api/v1/namespaces/ns/pods/p");
    assertThat(lastTo("PATCH /api/v1/nodes/n1/status").body())
        .contains("\"status\":\"True\",\"type\":\"Ready\"");
    assertThat(figures.leaseFailures.sum()).isZero();
    assertThat(figures.failures().total()).isZero();
    assertThat(figures.cutOff.sum()).isPositive();
  }

  @Test
  void aPodsPatchThatIsLostHoldsNobodyUpAndIsSentAgain() {
    pods.event(pod("MODIFIED", deleted(1)));
    assertThat(api.last()).hasToString("PATCH /api/v1/namespaces/ns/pods/p/status");
    FakeApi.Call lost = api.last();
    enter(NodeState.PARTITIONED);
    api.advance(Duration.ofMillis(1));
    boolean[] free = new boolean[1];
    api.loop.run(() -> free[0] = context.podRequests().take(() -> {}));
    assertThat(free[0]).isTrue();
    api.loop.run(() -> context.podRequests().release());
    served = api.calls.size();
    lost.answer(200, "{}");
    int before = api.calls.size();
    enter(NodeState.UP);
    after(RETURN);
    assertThat(since(before)).contains("PATCH /api/v1/namespaces/ns/pods/p/status");
  }

  @Test
  void underAHungKubeletContainersRunOnAndNobodyStopsThem() {
    enter(NodeState.HUNG);
    int before = api.calls.size();
    pods.event(pod("MODIFIED", deleted(1)));
    after(LONG);
    assertThat(since(before)).isEmpty();
    assertThat(figures.podsRunning.sum()).isEqualTo(1);
    enter(NodeState.UP);
    after(RETURN);
    assertThat(since(before)).contains("DELETE /api/v1/namespaces/ns/pods/p");
  }

  @Test
  void aMachineThatIsOffSendsNothing() {
    enter(NodeState.POWERED_OFF);
    int before = api.calls.size();
    after(LONG);
    assertThat(since(before)).isEmpty();
    assertThat(figures.nodesReady.sum()).isZero();
  }

  @Test
  void aMachineThatIsSwitchedOnTakesItsNodeOverAtOnceAndStartsItsPodsAgain() {
    enter(NodeState.POWERED_OFF);
    after(LONG);
    pods = api.lastStream();
    int before = api.calls.size();
    int opened = api.streams.size();
    enter(NodeState.UP);
    assertThat(api.streams).hasSize(opened + 5);
    serve();
    pods = api.lastStream();
    pods.event(pod("ADDED", "").replace("Pending", "Running"));
    pods.event(SYNCED);
    after(RETURN);
    assertThat(since(before))
        .startsWith("POST /api/v1/nodes", "PATCH /api/v1/nodes/n1/status")
        .contains("PATCH /api/v1/namespaces/ns/pods/p/status");
    assertThat(lastTo("pods/p/status").body())
        .contains("\"restartCount\":1", "\"exitCode\":255", "\"reason\":\"Unknown\"")
        .contains("\"running\"");
    assertThat(figures.nodesReady.sum()).isEqualTo(1);
    assertThat(figures.podsRunning.sum()).isEqualTo(1);
    assertThat(figures.failures().total()).isZero();
  }

  @Test
  void aPodThatWentAwayWhileItsMachineWasOffIsNotStartedAgain() {
    enter(NodeState.POWERED_OFF);
    after(LONG);
    enter(NodeState.UP);
    serve();
    api.lastStream().event(SYNCED);
    after(RETURN);
    assertThat(figures.podsRunning.sum()).isZero();
  }

  @Test
  void eachRequestOfASlowNodeGoesOutLater() {
    enter(NodeState.SLOW);
    api.loop.run(() -> context.link().delay(Duration.ofSeconds(5).toNanos()));
    int before = api.calls.size();
    pods.event(pod("MODIFIED", deleted(1)));
    api.advance(Duration.ofMillis(4_900));
    assertThat(since(before)).noneMatch(call -> call.contains("/pods/"));
    api.advance(Duration.ofMillis(200));
    assertThat(since(before)).anyMatch(call -> call.contains("/pods/"));
  }

  @Test
  void aNodeThatIsDeletedWhileItIsCutOffIsMissedWhenItIsBack() {
    enter(NodeState.PARTITIONED);
    nodes.event(node("True").replace("MODIFIED", "DELETED"));
    after(LONG);
    assertThat(context.states().state()).isEqualTo(NodeState.PARTITIONED);
    enter(NodeState.UP);
    after(RETURN);
    assertThat(context.states().state()).isEqualTo(NodeState.DEREGISTERED);
    assertThat(figures.nodesMissing.sum()).isEqualTo(1);
  }

  private static String annotated(String failure) {
    return node("True")
        .replace(
            "\"uid\":\"u1\",",
            "\"uid\":\"u1\",\"annotations\":{\"scaletest/failure\":\"" + failure + "\"},");
  }

  @Test
  void anAnnotationIsHandedOnWheneverItHasBecomeAnother() {
    List<String> orders = new ArrayList<>();
    api.loop.run(() -> kubelet.onFailureAnnotation(orders::add));
    nodes.event(node("True"));
    nodes.event(annotated("what: hang"));
    nodes.event(annotated("what: hang"));
    enter(NodeState.PARTITIONED);
    nodes.event(annotated("what: slow"));
    assertThat(orders).containsExactly("what: hang");
    enter(NodeState.UP);
    after(RETURN);
    nodes.event(node("True"));
    assertThat(orders).containsExactly("what: hang", "what: slow", "");
  }
}
