package io.scaletest.hollownode.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.hollownode.fake.ApiMessages;
import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.fake.OneNode;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.kubelet.HollowKubelet;
import io.scaletest.hollownode.kubelet.NodeWatches;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodeState;
import io.scaletest.hollownode.node.NodeStates;
import io.scaletest.hollownode.pod.ObservedPod;
import io.scaletest.hollownode.pools.DurationModel;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.PodSelector;
import io.scaletest.hollownode.pools.Quantity;
import io.scaletest.hollownode.pools.Section;
import io.scaletest.watching.heads.EventType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class FailureRunTest {
  private static final String NODE = "n1";

  private static final NodePool POOL =
      OneNode.of(
          NODE, Map.of("pods", Quantity.of(9), "cpu", Quantity.of(4), "x.io/gpu", Quantity.of(8)));

  private final FakeApi api = new FakeApi();
  private final List<String> rows = new ArrayList<>();
  private final NodeStates states = new NodeStates();
  private HollowKubelet kubelet;
  private FailureRun run;

  private void start(String yaml) {
    Object parsed = new Load(LoadSettings.builder().build()).loadFromString("failures: " + yaml);
    List<Section> sections = Section.of("FILE", parsed).sections("failures");
    start(
        new FailureReader(List.of(NODE), List.of(POOL), FailureReader.Place.POOL, Path.of("."))
            .read(sections));
  }

  private void start(List<FailureRule> rules) {
    start(List.of(new FailurePlan.Scope("p", List.of(NODE), rules)), new NodesByPool(List.of()));
  }

  private void start(List<FailurePlan.Scope> scopes, NodesByPool nodes) {
    run =
        new FailureRun(
            api.loop,
            new FailurePlan(scopes, nodes, 7),
            true,
            row ->
                rows.add(
                    row.plannedMs()
                        + " "
                        + row.failure()
                        + " "
                        + (row.pod().isEmpty() ? "" : row.pod() + " ")
                        + row.step()
                        + (row.detail().isEmpty() ? "" : ": " + row.detail())));
    api.loop.run(
        () -> {
          var context =
              new NodeContext(
                  OneNode.description(POOL),
                  api.client(),
                  OneNode.shared(api, new HollowFigures(), OneNode.PLAIN),
                  states);
          kubelet =
              new HollowKubelet(
                  context,
                  NodeWatches.perNode(true),
                  OneNode.unstaged(api),
                  new SplittableRandom(7),
                  new NoListener());
          run.add(kubelet);
          states.enter(NodeState.UP);
          run.start();
        });
  }

  private static final class NoListener implements HollowKubelet.StartListener {
    @Override
    public void waits(HollowKubelet kubelet) {}

    @Override
    public void ready(HollowKubelet kubelet) {}
  }

  private NodeState after(int seconds) {
    api.advance(Duration.ofSeconds(seconds));
    return states.state();
  }

  @ParameterizedTest
  @CsvSource({
    "crash,POWERED_OFF",
    "reboot,POWERED_OFF",
    "partition,PARTITIONED",
    "hang,HUNG",
    "'partition, lost: outbound',PARTITIONED_OUTBOUND",
    "'partition, lost: inbound',PARTITIONED_INBOUND",
    "shutdown,SHUTTING_DOWN",
    "memory-pressure,UP"
  })
  void aFailureHasABeginningAndAnEnd(String what, NodeState state) {
    start("[{what: " + what + ", at: 10s, for: 5s}]");
    assertThat(after(9)).isEqualTo(NodeState.UP);
    assertThat(after(2)).isEqualTo(state);
    String word = what.replaceFirst(",.*", "");
    assertThat(rows)
        .hasSize(1)
        .first()
        .asString()
        .startsWith("10000 " + word + " begin: for 5.0 s");
    assertThat(after(4)).isEqualTo(NodeState.UP);
    assertThat(rows).hasSize(2).contains("10000 " + word + " end");
    assertThat(run.begun()).isOne();
  }

  @Test
  void aCrashWithoutEndIsForGood() {
    start("[{what: crash, at: 0s}]");
    assertThat(after(10_000)).isEqualTo(NodeState.POWERED_OFF);
    assertThat(rows).containsExactly("0 crash begin: for good");
  }

  @Test
  void aSlowNodeStaysUpAndItsRequestsGoOutLate() {
    start("[{what: slow, at: 1s, for: 10s, latency: 3s}]");
    assertThat(after(2)).isEqualTo(NodeState.SLOW);
    assertThat(rows).containsExactly("1000 slow begin: for 10.0 s, latency 3.0 s");
    assertThat(after(10)).isEqualTo(NodeState.UP);
  }

  @Test
  void aFlappingNodeIsCutOffForHalfOfEachPeriod() {
    start("[{what: flap, at: 10s, for: 25s, period: 10s}]");
    List<NodeState> seen = new ArrayList<>();
    after(12);
    for (int i = 0; i < 6; i++) {
      seen.add(states.state());
      after(5);
    }
    assertThat(seen)
        .containsExactly(
            NodeState.PARTITIONED,
            NodeState.UP,
            NodeState.PARTITIONED,
            NodeState.UP,
            NodeState.PARTITIONED,
            NodeState.UP);
    assertThat(rows).containsExactly("10000 flap begin: for 25.0 s", "10000 flap end");
  }

  @Test
  void lostConnectionsAreOverAtOnce() {
    start("[{what: connection-loss, at: 10s}, {what: connection-loss, at: 11s}]");
    assertThat(after(20)).isEqualTo(NodeState.UP);
    assertThat(rows).containsExactly("10000 connection-loss begin", "11000 connection-loss begin");
  }

  @Test
  void aNodeFailsInOneWayAtATime() {
    start("[{what: crash, at: 10s, for: 10s}, {what: hang, at: 15s, for: 1s}]");
    after(30);
    assertThat(rows)
        .containsExactly(
            "10000 crash begin: for 10.0 s",
            "15000 hang skipped: under way: crash",
            "10000 crash end");
  }

  @Test
  void nothingBeginsOrEndsOnceTheRunEnds() {
    start("[{what: crash, at: 10s, for: 10s}, {what: hang, at: 60s, for: 1s}]");
    after(15);
    api.loop.run(run::stop);
    assertThat(after(100)).isEqualTo(NodeState.POWERED_OFF);
    assertThat(rows).hasSize(1);
  }

  /** What is done to pods by a kind that is there for tests. */
  private final List<String> done = new ArrayList<>();

  private FailureRule ofPods(String amount, PodSelector of, FailureKind.Ending ending) {
    PodFailure failure =
        new PodFailure() {
          @Override
          public void begin(FailingPod pod) {
            done.add("begin " + pod.uid());
          }

          @Override
          public void end(FailingPod pod) {
            done.add("end " + pod.uid());
          }
        };
    boolean atOnce = ending == FailureKind.Ending.AT_ONCE;
    return new FailureRule(
        FailureKind.ofPod("pod-test", ending, Set.of(), keys -> failure),
        failure,
        OptionalLong.of(Duration.ofSeconds(10).toNanos()),
        0,
        List.of(),
        0,
        Optional.of(new PodChoice(of, Amount.parse(amount, 100, "few"))),
        atOnce
            ? Optional.empty()
            : Optional.of(new DurationModel.Fixed(Duration.ofSeconds(5).toNanos())));
  }

  private static final PodSelector ALL =
      new PodSelector(Optional.empty(), Optional.empty(), Map.of(), Optional.empty());

  private void pod(EventType type, String namespace, String name) {
    byte[] bytes =
        ApiMessages.encode(
            "Pod",
            "{\"metadata\":{\"name\":\""
                + name
                + "\",\"namespace\":\""
                + namespace
                + "\",\"uid\":\""
                + name
                + "\"},\"spec\":{\"containers\":[{\"name\":\"c\"}],\"nodeName\":\"n1\"}}");
    ObservedPod observed = ObservedPod.of(bytes, 0, bytes.length).orElseThrow();
    api.loop.run(() -> kubelet.pods().event(type, observed, bytes, 0, bytes.length));
  }

  @Test
  void podsAreDrawnAmongThoseThatAreThereWhenTheirFailureBegins() {
    var web = new PodSelector(Optional.of("web"), Optional.empty(), Map.of(), Optional.empty());
    start(List.of(ofPods("50%", web, FailureKind.Ending.POSSIBLE)));
    for (String name : List.of("a", "b", "c")) {
      pod(EventType.ADDED, "web", name);
    }
    pod(EventType.ADDED, "batch", "x");
    after(12);
    assertThat(done).hasSize(2).allMatch(line -> line.matches("begin [abc]"));
    String gone = done.get(0).substring("begin ".length());
    String well = done.get(1).substring("begin ".length());
    pod(EventType.DELETED, "web", gone);
    after(5);
    assertThat(done).hasSize(3).contains("end " + well);
    assertThat(rows)
        .containsExactly(
            "10000 pod-test web/" + gone + " begin: for 5.0 s",
            "10000 pod-test web/" + well + " begin: for 5.0 s",
            "10000 pod-test web/" + gone + " end: the pod is gone",
            "10000 pod-test web/" + well + " end");
    assertThat(run.begun()).isEqualTo(2);
  }

  @Test
  void podsThatAreThereCrashAndThoseThatComeAreNotHit() {
    start("[{what: pod-crash, at: 10s, for: 5s, code: 3}]");
    pod(EventType.ADDED, "web", "a");
    after(11);
    pod(EventType.ADDED, "web", "b");
    assertThat(statusOf("a")).contains("\"exitCode\":3").contains("CrashLoopBackOff");
    assertThat(statusOf("b")).contains("\"running\"").doesNotContain("exitCode");
    after(20);
    assertThat(statusOf("a")).contains("\"running\"").contains("\"restartCount\":2");
    assertThat(rows)
        .containsExactly(
            "10000 pod-crash web/a begin: for 5.0 s, code=3", "10000 pod-crash web/a end");
  }

  @Test
  void podsThatComeCannotPullTheirImages() {
    start("[{what: pod-image-pull, at: 10s, for: 5s, namespace: web}]");
    pod(EventType.ADDED, "web", "a");
    after(11);
    pod(EventType.ADDED, "web", "b");
    pod(EventType.ADDED, "batch", "c");
    assertThat(statusOf("a")).contains("\"running\"");
    assertThat(statusOf("b")).contains("ErrImagePull");
    assertThat(statusOf("c")).contains("\"running\"");
    after(30);
    pod(EventType.ADDED, "web", "d");
    assertThat(statusOf("b")).contains("\"running\"");
    assertThat(statusOf("d")).contains("\"running\"");
    assertThat(rows)
        .containsExactly(
            "10000 pod-image-pull begin: for 5.0 s",
            "10000 pod-image-pull web/b begin",
            "10000 pod-image-pull end");
  }

  @Test
  void ofPodsThatComeTheSameShareFailsEachTime() {
    start("[{what: pod-stuck-creating, at: 10s, pods: 30%}]");
    after(11);
    for (int i = 0; i < 9; i++) {
      pod(EventType.ADDED, "web", "p" + i);
    }
    List<String> stuck =
        IntStream.range(0, 9)
            .mapToObj(i -> "p" + i)
            .filter(name -> statusOf(name).contains("ContainerCreating"))
            .toList();
    assertThat(stuck).containsExactly("p1", "p2", "p5");
  }

  private String statusOf(String pod) {
    String all = new String(kubelet.pods().list(false), StandardCharsets.UTF_8);
    int at = all.indexOf("\"name\":\"" + pod + "\",\"namespace\"");
    assertThat(at).as(all).isGreaterThanOrEqualTo(0);
    int next = all.indexOf("\"metadata\"", at);
    return next < 0 ? all.substring(at) : all.substring(at, next);
  }

  @Test
  void aPodFailsInOneWayAtATime() {
    start(
        List.of(
            ofPods("1", ALL, FailureKind.Ending.POSSIBLE),
            ofPods("1", ALL, FailureKind.Ending.AT_ONCE)));
    pod(EventType.ADDED, "web", "a");
    after(12);
    assertThat(rows)
        .containsExactly(
            "10000 pod-test web/a begin: for 5.0 s",
            "10000 pod-test web/a skipped: under way: pod-test");
  }

  @Test
  void whereThereIsNoPodThatIsTold() {
    start(List.of(ofPods("1", ALL, FailureKind.Ending.AT_ONCE)));
    after(12);
    assertThat(rows).containsExactly("10000 pod-test skipped: there is no such pod");
    assertThat(run.begun()).isZero();
  }

  @Test
  void aClockIsWrongForAsLongAsItsFailure() {
    start("[{what: clock-skew, at: 10s, for: 5s, offset: -30s}]");
    after(12);
    assertThat(kubelet.context().wallTime())
        .isEqualTo(FakeApi.START.plusSeconds(12).minusSeconds(30));
    assertThat(rows).containsExactly("10000 clock-skew begin: for 5.0 s, 30.0 s behind");
    after(4);
    assertThat(kubelet.context().wallTime()).isEqualTo(FakeApi.START.plusSeconds(16));
  }

  @Test
  void aNodeGoesOffInOrderAndBootsAtTheEnd() {
    start("[{what: shutdown, at: 10s, for: 60s, grace: 6s, critical: 2s}]");
    pod(EventType.ADDED, "web", "a");
    assertThat(after(11)).isEqualTo(NodeState.SHUTTING_DOWN);
    assertThat(rows)
        .containsExactly("10000 shutdown begin: for 1 min 00 s, grace 6.0 s, critical 2.0 s");
    assertThat(after(10))
        .as("nobody answers, so the time is used up")
        .isEqualTo(NodeState.POWERED_OFF);
    assertThat(after(60)).isEqualTo(NodeState.UP);
  }

  @Test
  void underPressureOnePodIsEvictedEachTenSeconds() {
    start("[{what: memory-pressure, at: 10s, for: 60s, evict: 2}]");
    for (String name : List.of("a", "b", "c")) {
      pod(EventType.ADDED, "web", name);
    }
    assertThat(kubelet.pods().evictable()).isEqualTo(3);
    after(12);
    assertThat(kubelet.pods().evictable()).isEqualTo(2);
    after(10);
    assertThat(kubelet.pods().evictable()).isEqualTo(1);
    after(30);
    assertThat(kubelet.pods().evictable()).isEqualTo(1);
    assertThat(rows).containsExactly("10000 memory-pressure begin: for 1 min 00 s, evicting 2");
  }

  private String order(String yaml) {
    String[] answer = new String[1];
    api.loop.run(() -> answer[0] = run.order(yaml));
    return answer[0];
  }

  private void startForOrders() {
    start(List.of(), new NodesByPool(List.of(OneNode.description(POOL))));
  }

  @Test
  void anOrderIsForNowOrForATimeFromNowOn() {
    startForOrders();
    after(100);
    assertThat(order("{what: hang, for: 5s}"))
        .isEqualTo("       0.0 s  n1                   hang             for 5.0 s\n1 failures\n");
    assertThat(after(1)).isEqualTo(NodeState.HUNG);
    assertThat(after(5)).isEqualTo(NodeState.UP);
    order("[{what: hang, at: 10s, for: 1s}, {what: crash, at: 20s, for: 1s, pool: p}]");
    after(30);
    assertThat(rows)
        .containsExactly(
            "100000 hang begin: for 5.0 s",
            "100000 hang end",
            "116000 hang begin: for 1.0 s",
            "116000 hang end",
            "126000 crash begin: for 1.0 s",
            "126000 crash end");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'{what: melt}'                     | failures[0].what: must be one of crash",
        "'[{what: hang}, {what: slow}]'     | failures[1].latency: is missing",
        "'{what: hang, rate: 0.1}'          | failures[0].rate: unknown key",
        "'{what: hang, pool: q}'            | failures[0].pool: must be a pool, got q",
        "'{what: hang, nodes: [n2]}'        | failures[0].nodes[0]: must be a node",
        "'{what: hang, for: \"trace:x\"}'   | failures[0].for: trace: works in a pools file only",
        "'{what: hang'                      | expected",
        "''                                 | must be a mapping of keys to values",
      })
  void anOrderThatMakesNoSenseIsRefusedInOneLineAndDoesNothing(String yaml, String message) {
    startForOrders();
    assertThatThrownBy(() -> order(yaml))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith("order")
        .contains(message)
        .doesNotContain("\n");
    after(10);
    assertThat(rows).isEmpty();
  }

  @Test
  void anOrderAfterTheRunIsRefused() {
    startForOrders();
    order("{what: hang, at: 10s, for: 5s}");
    api.loop.run(run::stop);
    assertThatThrownBy(() -> order("{what: hang}")).hasMessage("the run ends");
    after(20);
    assertThat(rows).isEmpty();
  }
}
