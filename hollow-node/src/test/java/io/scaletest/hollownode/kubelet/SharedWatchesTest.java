package io.scaletest.hollownode.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.fake.OneNode;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.kubelet.HollowKubelet.StartListener;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodeState;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SharedWatchesTest {
  private static final StartListener IGNORING =
      new StartListener() {
        @Override
        public void waits(HollowKubelet kubelet) {}

        @Override
        public void ready(HollowKubelet kubelet) {}
      };

  private final FakeApi api = new FakeApi();
  private final HollowFigures figures = new HollowFigures();
  private SharedWatches watches;

  private HollowKubelet kubelet(String name) {
    NodePool pool = OneNode.of(name, Map.of("cpu", Quantity.of(1), "pods", Quantity.of(9)));
    HollowKubelet[] made = new HollowKubelet[1];
    api.loop.run(
        () -> {
          if (watches == null) {
            watches = new SharedWatches(true, api.loop, api.client(), figures, List.of("n1", "n2"));
          }
          NodeContext context =
              OneNode.context(api, OneNode.description(pool), figures, OneNode.PLAIN);
          made[0] =
              new HollowKubelet(
                  context, watches, OneNode.unstaged(api), new SplittableRandom(1), IGNORING);
          OneNode.enter(context, NodeState.UP);
        });
    return made[0];
  }

  private HollowKubelet registered(String name) {
    HollowKubelet kubelet = kubelet(name);
    register(name);
    return kubelet;
  }

  private void register(String name) {
    api.last().answer(201, "{\"metadata\":{\"name\":\"" + name + "\",\"uid\":\"u-" + name + "\"}}");
  }

  private void becomeReady() {
    api.last().answer(201, "{}"); // the CSINode
    api.last().answer(200, "{}"); // the status
  }

  private static String node(String type, String uid, String status) {
    return "{\"type\":\""
        + type
        + "\",\"object\":{\"metadata\":{\"name\":\"n1\",\"uid\":\""
        + uid
        + "\",\"resourceVersion\":\"3\"}"
        + status
        + "}}";
  }

  private static final String IS_READY =
      ",\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}";

  private static final String SYNCED =
      "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"9\",\"annotations\":"
          + "{\"k8s.io/initial-events-end\":\"true\"}}}}";

  private FakeApi.Stream nodes() {
    return api.streams.stream().filter(s -> s.path.contains("/nodes?")).findFirst().orElseThrow();
  }

  private FakeApi.Stream pods() {
    return api.streams.stream().filter(s -> s.path.contains("/pods?")).findFirst().orElseThrow();
  }

  private static String pod(String type, String uid, String node) {
    return "{\"type\":\""
        + type
        + "\",\"object\":{\"metadata\":{\"name\":\"p-"
        + uid
        + "\",\"namespace\":\"ns\",\"uid\":\""
        + uid
        + "\",\"resourceVersion\":\"3\",\"generation\":1},\"spec\":{\"containers\":[{\"name\":\"c\","
        + "\"image\":\"i\"}],\"nodeName\":\""
        + node
        + "\"},\"status\":{\"phase\":\"Pending\"}}}";
  }

  @Test
  void anyNumberOfKubeletsHasOneWatchOfEachKind() {
    kubelet("n1");
    kubelet("n2");
    assertThat(api.streams).hasSize(5);
    assertThat(pods().path).contains("fieldSelector=spec.nodeName%21%3D&");
  }

  @Test
  void aPodGoesToTheKubeletOfItsNodeAndToNoOther() {
    HollowKubelet first = registered("n1");
    HollowKubelet second = registered("n2");
    pods().event(pod("ADDED", "a", "n2"));
    pods().event(pod("ADDED", "b", "somebody-elses"));
    assertThat(first.pods().has("a")).isFalse();
    assertThat(second.pods().has("a")).isTrue();
    assertThat(figures.podsAdmitted.sum()).isEqualTo(1);
    pods().event(pod("DELETED", "a", "n2"));
    assertThat(second.pods().has("a")).isFalse();
  }

  @Test
  void aLabelThatSomebodyGaveTheNodeCountsForWhatIsBoundByIt() {
    HollowKubelet kubelet = registered("n1");
    String wishes = "\"nodeSelector\":{\"disk\":\"ssd\"},\"nodeName\"";
    pods().event(pod("ADDED", "a", "n1").replace("\"nodeName\"", wishes));
    assertThat(figures.podsRejected.sum()).isEqualTo(1);
    api.streams
        .get(0)
        .event(
            "{\"type\":\"MODIFIED\",\"object\":{\"metadata\":{\"name\":\"n1\",\"uid\":\"u-n1\","
                + "\"labels\":{\"disk\":\"ssd\"}}}}");
    pods().event(pod("ADDED", "b", "n1").replace("\"nodeName\"", wishes));
    assertThat(figures.podsAdmitted.sum()).isEqualTo(1);
    assertThat(kubelet.pods().has("b")).isTrue();
  }

  @Test
  void aNodeIsRegisteredGetsItsCsiNodeAndIsThenReady() {
    kubelet("n1");
    assertThat(api.last()).hasToString("POST /api/v1/nodes");
    api.last().answer(201, "{\"metadata\":{\"name\":\"n1\",\"uid\":\"u1\"}}");
    assertThat(api.last()).hasToString("POST /apis/storage.k8s.io/v1/csinodes");
    assertThat(api.last().body()).endsWith("\"name\":\"n1\",\"uid\":\"u1\"}]},\"spec\":{}}");
    api.last().answer(201, "{}");
    assertThat(api.last()).hasToString("PATCH /api/v1/nodes/n1/status?timeout=10s");
    assertThat(api.last().body())
        .isEqualTo(
            "{\"status\":{\"$setElementOrder/conditions\":[{\"type\":\"MemoryPressure\"},"
                + "{\"type\":\"DiskPressure\"},{\"type\":\"PIDPressure\"},{\"type\":\"Ready\"}],"
                + "\"conditions\":[{\"message\":\"kubelet is posting ready status\","
                + "\"reason\":\"KubeletReady\",\"status\":\"True\",\"type\":\"Ready\"}]}}");
    api.last().answer(200, "{}");
    assertThat(figures.nodesReady.sum()).isEqualTo(1);
  }

  @Test
  void podsThatComeBeforeTheirNodeHasBegunAreTakenWhenItIsRegistered() {
    kubelet("n1");
    pods().event(pod("ADDED", "a", "n2"));
    pods().event(SYNCED);
    pods().event(pod("ADDED", "b", "n2"));
    pods().event(pod("ADDED", "c", "n2"));
    pods().event(pod("DELETED", "c", "n2"));
    HollowKubelet second = kubelet("n2");
    pods().event(pod("ADDED", "d", "n2"));
    assertThat(second.pods().has("a")).isFalse();
    register("n2");
    for (String uid : List.of("a", "b", "d")) {
      assertThat(second.pods().has(uid)).as(uid).isTrue();
    }
    assertThat(second.pods().has("c")).isFalse();
    pods().event(pod("DELETED", "a", "n2"));
    assertThat(second.pods().has("a")).isFalse();
  }

  @Test
  void whatAListDoesNotHaveAnyMoreIsNotTakenWhenItsNodeBegins() {
    kubelet("n1");
    pods().event(pod("ADDED", "a", "n2"));
    pods().event(pod("ADDED", "b", "n2"));
    pods().event("{\"type\":\"ERROR\",\"object\":{\"code\":410}}");
    pods().end("");
    api.advance(Duration.ofSeconds(2));
    FakeApi.Stream again = api.lastStream();
    again.event(pod("ADDED", "b", "n2"));
    HollowKubelet second = registered("n2"); // in the middle of the list
    again.event(pod("ADDED", "c", "n2"));
    again.event(SYNCED);
    assertThat(second.pods().has("a")).isFalse();
    assertThat(second.pods().has("b")).isTrue();
    assertThat(second.pods().has("c")).isTrue();
  }

  @Test
  void aNodeThatSomebodyDeletedIsNotReadyAndIsNotRegisteredAgain() {
    registered("n1");
    becomeReady();
    nodes().event(node("ADDED", "u-n1", ""));
    assertThat(figures.nodesReady.sum()).isEqualTo(1);
    nodes().event(node("DELETED", "u-n1", ""));
    assertThat(figures.nodesReady.sum()).isZero();
    assertThat(figures.nodesMissing.sum()).isEqualTo(1);
    int before = api.calls.size();
    api.advance(Duration.ofSeconds(11));
    for (int call = before; call < api.calls.size(); call++) {
      assertThat(api.calls.get(call).request.method()).isIn("GET", "POST");
      api.calls.get(call).answer(404, "not found");
    }
    assertThat(api.calls.subList(before, api.calls.size()))
        .extracting(Object::toString)
        .filteredOn(call -> call.startsWith("GET /api/v1/nodes/n1"))
        .hasSize(4);
    assertThat(api.calls).extracting(Object::toString).containsOnlyOnce("POST /api/v1/nodes");
  }

  @Test
  void aNodeThatSomebodyMadeAnewGetsAllOfItsStatus() {
    registered("n1");
    becomeReady();
    nodes().event(node("ADDED", "u-n1", IS_READY));
    nodes().event(node("DELETED", "u-n1", IS_READY));
    nodes().event(node("ADDED", "another", ""));
    assertThat(figures.nodesReady.sum()).isZero();
    assertThat(figures.nodesMissing.sum()).isZero();
    api.advance(Duration.ofSeconds(11));
    FakeApi.Call patch = lastStatus();
    assertThat(patch.body())
        .contains("\"capacity\"", "\"addresses\"", "KubeletReady")
        .doesNotContain("labels");
    patch.answer(200, "{}");
    assertThat(figures.nodesReady.sum()).isEqualTo(1);
    nodes().event(node("MODIFIED", "another", IS_READY));
    int before = api.calls.size();
    api.advance(Duration.ofSeconds(11));
    assertThat(api.calls.subList(before, api.calls.size()))
        .extracting(Object::toString)
        .noneMatch(call -> call.contains("/status"));
  }

  private FakeApi.Call lastStatus() {
    return api.calls.stream()
        .filter(call -> call.toString().startsWith("PATCH /api/v1/nodes/n1/status"))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  @Test
  void eventsOfTheNodeThatWasThereBeforeAreNotAboutThisOne() {
    registered("n1");
    becomeReady();
    nodes().event(node("MODIFIED", "of-another-run", IS_READY));
    nodes().event(node("DELETED", "of-another-run", IS_READY));
    assertThat(figures.nodesReady.sum()).isEqualTo(1);
    nodes().event(node("ADDED", "u-n1", IS_READY));
    assertThat(figures.nodesDeleted.sum()).isZero();
  }

  @Test
  void aNodeThatIsNotInTheListAnyMoreIsGone() {
    registered("n1");
    becomeReady();
    nodes().event(node("ADDED", "u-n1", IS_READY));
    nodes().event(SYNCED);
    nodes().event("{\"type\":\"ERROR\",\"object\":{\"code\":410}}");
    nodes().end("");
    api.advance(Duration.ofSeconds(2));
    api.lastStream().event(SYNCED);
    assertThat(figures.nodesMissing.sum()).isEqualTo(1);
  }

  @Test
  void aStoppedKubeletSendsNothingWhateverIsAnsweredAndHoweverLong() {
    HollowKubelet kubelet = registered("n1");
    becomeReady();
    for (int i = 0; i < 5; i++) {
      pods().event(pod("ADDED", "p" + i, "n1"));
    }
    api.advance(Duration.ofSeconds(5));
    int before = api.calls.size();
    OneNode.enter(kubelet.context(), NodeState.POWERED_OFF);
    for (int call = 0; call < before; call++) {
      api.calls.get(call).answer(call % 2 == 0 ? 200 : 404, "{}");
    }
    api.advance(Duration.ofMinutes(20));
    assertThat(api.calls).hasSize(before);
  }
}
