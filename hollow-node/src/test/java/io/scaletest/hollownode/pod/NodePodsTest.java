package io.scaletest.hollownode.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.ApiMessages;
import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.fake.OneNode;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.CachedNode;
import io.scaletest.hollownode.node.KubeletSettings;
import io.scaletest.hollownode.node.KubeletSettings.Latencies;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.hollownode.node.NodeState;
import io.scaletest.hollownode.pools.ImageCatalogue;
import io.scaletest.hollownode.pools.NodeImages;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.Quantity;
import io.scaletest.hollownode.pools.Taint;
import io.scaletest.watching.heads.EventType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodePodsTest {

  private final FakeApi api = new FakeApi();
  private final HollowFigures figures = new HollowFigures();
  private int answered;
  private List<String> hostIps = List.of("192.0.2.2");
  private List<String> podCidrs = List.of("10.0.0.0/24");
  private CachedNode node;
  private NodeContext context;
  private final NodePool pool =
      OneNode.of("n1", Map.of("cpu", Quantity.of(1), "pods", Quantity.of(8)));

  private NodePods pods(boolean reads) {
    return pods(new KubeletSettings(reads, false, false, Latencies.NONE, 0, 1, 0, false));
  }

  private NodePods pods(KubeletSettings settings) {
    return pods(OneNode.shared(api, figures, settings));
  }

  private NodePods pods(NodeContext.Shared shared) {
    NodePods[] pods = new NodePods[1];
    api.loop.run(
        () -> {
          NodeDescription description = OneNode.description(pool, hostIps);
          context = OneNode.context(api, description, shared);
          node = new CachedNode(description);
          node.setPodCidrs(podCidrs);
          node.setLabels(Map.of("zone", "a"));
          pods[0] =
              new NodePods(
                  context,
                  node,
                  new NodeImages(ImageCatalogue.EMPTY, 0),
                  ResourceUsages.NONE,
                  new SplittableRandom(3));
          pods[0].addTo(context.states());
          OneNode.enter(context, NodeState.UP);
        });
    return pods[0];
  }

  private static String pod(String metadata, String spec, String status) {
    return "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"web\","
        + "\"namespace\":\"default\",\"uid\":\"u1\",\"resourceVersion\":\"5\",\"generation\":1"
        + metadata
        + "},\"spec\":{\"containers\":[{\"name\":\"web\",\"image\":\"fake/web:1\",\"resources\":{},"
        + "\"volumeMounts\":[{\"name\":\"kube-api-access-x\",\"readOnly\":true,"
        + "\"mountPath\":\"/var/run/secrets/kubernetes.io/serviceaccount\"}]}],"
        + "\"restartPolicy\":\"Always\""
        + spec
        + ",\"nodeName\":\"n1\"},\"status\":{\"phase\":\"Pending\","
        + status
        + "}}";
  }

  private static String scheduled(String spec) {
    return pod("", spec, "\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"True\"}]");
  }

  private void event(NodePods pods, EventType type, String json) {
    byte[] bytes = ApiMessages.encode("Pod", json);
    ObservedPod echo = ObservedPod.of(bytes, 0, bytes.length).orElseThrow();
    api.loop.run(() -> pods.event(type, echo, bytes, 0, bytes.length));
  }

  private String answered() {
    String body = api.last().body();
    api.last().answer(200, "{}");
    return body;
  }

  @Test
  void theFirstPatchIsTheRecordedKubeletsButForItsFaults() {
    event(pods(false), EventType.ADDED, scheduled(""));

    assertThat(api.last()).hasToString("PATCH /api/v1/namespaces/default/pods/web/status");
    String unready =
        "\"lastProbeTime\":null,\"lastTransitionTime\":\"2026-11-21T08:29:00Z\","
            + "\"message\":\"containers with unready status: [web]\",\"observedGeneration\":1,"
            + "\"reason\":\"ContainersNotReady\",\"status\":\"False\",";
    assertThat(api.last().body())
        .isEqualTo(
            "{\"metadata\":{\"uid\":\"u1\"},\"status\":{\"$setElementOrder/conditions\":["
                + "{\"type\":\"PodReadyToStartContainers\"},{\"type\":\"Initialized\"},"
                + "{\"type\":\"Ready\"},{\"type\":\"ContainersReady\"},{\"type\":\"PodScheduled\"}],"
                + "\"conditions\":[{\"lastProbeTime\":null,"
                + "\"lastTransitionTime\":\"2026-11-21T08:29:00Z\",\"observedGeneration\":1,"
                + "\"status\":\"False\",\"type\":\"PodReadyToStartContainers\"},"
                + "{\"lastProbeTime\":null,\"lastTransitionTime\":\"2026-11-21T08:29:00Z\","
                + "\"observedGeneration\":1,\"status\":\"True\",\"type\":\"Initialized\"},{"
                + unready
                + "\"type\":\"Ready\"},{"
                + unready
                + "\"type\":\"ContainersReady\"},"
                + "{\"observedGeneration\":1,\"type\":\"PodScheduled\"}],"
                + "\"containerStatuses\":[{\"image\":\"fake/web:1\",\"imageID\":\"\","
                + "\"lastState\":{},\"name\":\"web\",\"ready\":false,\"restartCount\":0,"
                + "\"started\":false,\"state\":{\"waiting\":{\"reason\":\"ContainerCreating\"}},"
                + "\"volumeMounts\":[{"
                + "\"mountPath\":\"/var/run/secrets/kubernetes.io/serviceaccount\","
                + "\"name\":\"kube-api-access-x\",\"readOnly\":true,"
                + "\"recursiveReadOnly\":\"Disabled\"}]}],"
                + "\"hostIP\":\"192.0.2.2\",\"hostIPs\":[{\"ip\":\"192.0.2.2\"}],"
                + "\"observedGeneration\":1,\"resources\":{},"
                + "\"startTime\":\"2026-11-21T08:29:00Z\"}}");
  }

  @Test
  void withoutLatenciesItRunsByItsSecondPatch() {
    event(pods(false), EventType.ADDED, scheduled(""));
    answered();
    assertThat(api.last().body())
        .contains("\"phase\":\"Running\",\"podIP\":\"10.0.0.2\",\"podIPs\":[{\"ip\":\"10.0.0.2\"}]")
        .contains(
            "{\"lastTransitionTime\":\"2026-11-21T08:29:00Z\",\"message\":null,\"reason\":null,"
                + "\"status\":\"True\",\"type\":\"Ready\"}")
        .contains("\"state\":{\"running\":{\"startedAt\":\"2026-11-21T08:29:00Z\"}}")
        .doesNotContain("observedGeneration");
    answered();
    int before = api.calls.size();
    api.advance(Duration.ofMinutes(10));
    assertThat(api.calls).hasSize(before);
    assertThat(figures.podsRunning.sum()).isEqualTo(1);
    assertThat(figures.podStart.total().getTotalCount()).isEqualTo(1);
  }

  @Test
  void withARealKubeletsLatenciesEachStepIsReadAndToldByItself() {
    NodePods pods = pods(new KubeletSettings(true, false, false, Latencies.REAL, 0, 1, 0, false));
    event(pods, EventType.ADDED, scheduled(""));
    assertThat(api.last()).hasToString("GET /api/v1/namespaces/default/pods/web");
    api.last().answer(200, "{}");
    assertThat(answered()).contains("ContainerCreating");
    api.advance(Duration.ofMillis(251));
    api.last().answer(200, "{}");
    assertThat(answered())
        .contains("\"status\":\"True\",\"type\":\"PodReadyToStartContainers\"")
        .doesNotContain("containerStatuses");
    api.advance(Duration.ofMillis(10));
    api.last().answer(200, "{}");
    assertThat(answered()).contains("\"phase\":\"Running\"");
  }

  @Test
  void aDeletedPodIsToldThatItIsSeenThenThatItEndedThenDeleted() {
    NodePods pods = pods(false);
    event(pods, EventType.ADDED, scheduled(""));
    answered();
    answered();
    String deleting =
        scheduled("")
            .replace(
                "\"generation\":1",
                "\"generation\":2,\"deletionTimestamp\":\"2026-11-21T08:29:30Z\","
                    + "\"deletionGracePeriodSeconds\":30");
    event(pods, EventType.MODIFIED, deleting);
    assertThat(answered())
        .startsWith("{\"metadata\":{\"uid\":\"u1\"},\"status\":{\"$setElementOrder/conditions\":")
        .contains("{\"observedGeneration\":2,\"type\":\"Ready\"}")
        .endsWith("],\"observedGeneration\":2}}");
    assertThat(answered())
        .contains("\"phase\":\"Succeeded\"")
        .contains("\"exitCode\":0")
        .contains("{\"reason\":\"PodCompleted\",\"type\":\"Initialized\"}")
        .contains("\"status\":\"False\",\"type\":\"PodReadyToStartContainers\"");
    assertThat(api.last()).hasToString("DELETE /api/v1/namespaces/default/pods/web");
    assertThat(api.last().body())
        .isEqualTo(
            "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"gracePeriodSeconds\":0,"
                + "\"preconditions\":{\"uid\":\"u1\"}}");
    api.last().answer(200, "{}");
    event(pods, EventType.DELETED, deleting);
    assertThat(pods.has("u1")).isFalse();
    assertThat(figures.podsRunning.sum() + figures.podsSucceeded.sum()).isZero();
    assertThat(figures.podsDeleted.sum()).isEqualTo(1);
  }

  @Test
  void whatSomebodyElseChangedIsPatchedBackByTheNextLook() {
    NodePods pods = pods(false);
    event(pods, EventType.ADDED, scheduled(""));
    answered();
    answered();
    String unready =
        scheduled("")
            .replace("\"phase\":\"Pending\"", "\"phase\":\"Running\"")
            .replace(
                "{\"type\":\"PodScheduled\"",
                "{\"type\":\"PodReadyToStartContainers\",\"status\":\"True\"},"
                    + "{\"type\":\"Initialized\",\"status\":\"True\"},"
                    + "{\"type\":\"Ready\",\"status\":\"False\"},"
                    + "{\"type\":\"ContainersReady\",\"status\":\"True\"},"
                    + "{\"type\":\"PodScheduled\"");
    int before = api.calls.size();
    event(pods, EventType.MODIFIED, unready);
    api.advance(Duration.ofMillis(9_999));
    assertThat(api.calls).as("it could be an echo that is late").hasSize(before);
    api.advance(Duration.ofMillis(10_001));
    assertThat(api.calls).hasSize(before + 1);
    assertThat(api.last().body()).contains("\"status\":\"True\",\"type\":\"Ready\"");
    assertThat(figures.podReconciles.sum()).isEqualTo(1);
  }

  private static final String RUNNING =
      "\"conditions\":[{\"type\":\"PodReadyToStartContainers\",\"status\":\"True\"},"
          + "{\"type\":\"Initialized\",\"status\":\"True\"},"
          + "{\"type\":\"Ready\",\"status\":\"True\"},"
          + "{\"type\":\"ContainersReady\",\"status\":\"True\"},"
          + "{\"type\":\"PodScheduled\",\"status\":\"True\"}],"
          + "\"containerStatuses\":[{\"name\":\"web\",\"ready\":true,\"restartCount\":0,"
          + "\"started\":true,\"state\":{\"running\":{\"startedAt\":\"2026-11-21T08:29:00Z\"}}}],"
          + "\"podIPs\":[{\"ip\":\"10.0.0.2\"}]";

  private static String runs(String status) {
    return pod("", "", status).replace("\"phase\":\"Pending\"", "\"phase\":\"Running\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"ready\":true|\"ready\":false|\"containerStatuses\":[{",
        "\"restartCount\":0|\"restartCount\":7|\"restartCount\":0",
        "\"running\":{\"startedAt\"|\"terminated\":{\"exitCode\":3,\"startedAt\"|\"running\"",
        "10.0.0.2|10.9.9.9|\"podIPs\":[{\"$patch\":\"replace\"},{\"ip\":\"10.0.0.2\"}]",
        "\"phase\":\"Running\"|\"phase\":\"Pending\"|\"phase\":\"Running\"",
      })
  void whateverOthersChangedOfAStatusIsPatchedBack(String was, String is, String back) {
    NodePods pods = pods(false);
    event(pods, EventType.ADDED, scheduled(""));
    answered();
    answered();
    api.advance(Duration.ofMillis(1));
    event(pods, EventType.MODIFIED, runs(RUNNING));
    int before = api.calls.size();
    api.advance(Duration.ofSeconds(30));
    assertThat(api.calls).as("the echo is what was told").hasSize(before);
    event(pods, EventType.MODIFIED, runs(RUNNING).replace(was, is));
    api.advance(Duration.ofSeconds(10));
    assertThat(api.calls).hasSize(before + 1);
    assertThat(answered()).contains(back);
    assertThat(figures.podReconciles.sum()).isEqualTo(1);
  }

  @Test
  void aPodThatOthersSayHasFailedIsStoppedAndStaysFailed() {
    NodePods pods = pods(false);
    event(pods, EventType.ADDED, scheduled(""));
    answered();
    answered();
    event(
        pods,
        EventType.MODIFIED,
        runs(RUNNING).replace("\"phase\":\"Running\"", "\"phase\":\"Failed\""));
    assertThat(answered())
        .contains("\"terminated\":{\"containerID\"")
        .contains("\"phase\":\"Failed\"")
        .contains("\"reason\":\"PodFailed\"")
        .contains("\"status\":\"False\",\"type\":\"PodReadyToStartContainers\"");
    assertThat(figures.podsRunning.sum()).isZero();
    assertThat(figures.podsFailed.sum()).isEqualTo(1);
  }

  @Test
  void whatTheServerDidNotTakeIsToldAgain() {
    NodePods pods = pods(false);
    api.advance(Duration.ofMillis(1));
    event(pods, EventType.ADDED, scheduled(""));
    api.last().answer(0, "connection refused");
    api.last().answer(0, "connection refused");
    int before = api.calls.size();
    api.advance(Duration.ofSeconds(10));
    assertThat(api.calls).hasSize(before + 1);
    assertThat(answered()).contains("\"phase\":\"Running\"");
    assertThat(figures.podRetries.sum()).isEqualTo(1);
  }

  /** From the change to the answer, with the failure between them: that is what nobody knew of. */
  @Test
  void aStatusThatTheServerTookLateIsLateSinceTheChange() {
    NodePods pods = pods(false);
    api.advance(Duration.ofSeconds(1));
    event(pods, EventType.ADDED, scheduled(""));
    answered();
    long changedNs = api.ticker.nanos();
    api.last().answer(0, "connection refused");
    FakeApi.Call failed = api.last();
    long max = figures.podStatus.total().getMaxValue();
    assertThat(max).isZero();
    while (api.last() == failed) {
      api.advance(Duration.ofMillis(100));
    }
    answered();

    assertThat(figures.podStatus.total().getMaxValue())
        .isEqualTo(figures.podStatus.total().highestEquivalentValue(api.ticker.nanos() - changedNs))
        .isGreaterThan(Duration.ofSeconds(1).toNanos());
  }

  @Test
  void aStoppedNodeTellsOfNoPod() {
    NodePods pods = pods(false);
    event(pods, EventType.ADDED, scheduled(""));
    FakeApi.Call underWay = api.last();
    event(pods, EventType.ADDED, scheduled("").replace("\"web\"", "\"w2\"").replace("u1", "u2"));
    int before = api.calls.size();

    OneNode.enter(context, NodeState.POWERED_OFF);
    underWay.answer(200, "{}");
    event(pods, EventType.DELETED, scheduled(""));
    api.advance(Duration.ofMinutes(1));

    assertThat(api.calls).hasSize(before);
    assertThat(figures.statusQueue.sum()).isZero();
  }

  @Test
  void aTaintThatSomebodyPutOnTheNodeCounts() {
    NodePods pods = pods(false);
    node.setEvictingTaints(List.of(new Taint("drain", "", Taint.NO_EXECUTE)));
    event(pods, EventType.ADDED, scheduled(""));
    assertThat(api.last().body())
        .contains("Predicate TaintToleration failed: node(s) had untolerated taint(s)");
  }

  @Test
  void nothingIsWrittenOfAPodThatCouldNotBeReadUntilTheNextLook() {
    NodePods pods = pods(true);
    api.advance(Duration.ofMillis(1));
    event(pods, EventType.ADDED, scheduled(""));
    api.last().answer(503, "no etcd");
    api.last().answer(503, "no etcd"); // what changed meanwhile
    assertThat(api.calls).extracting(FakeApi.Call::toString).noneMatch(c -> c.startsWith("PATCH"));
    assertThat(figures.failures().total()).isEqualTo(2);
    api.advance(Duration.ofSeconds(10));
    assertThat(api.last()).hasToString("GET /api/v1/namespaces/default/pods/web");
    api.last().answer(200, "{}");
    assertThat(answered()).contains("\"phase\":\"Running\"");
    assertThat(figures.podRetries.sum()).isEqualTo(1);

    event(
        pods,
        EventType.MODIFIED,
        scheduled("")
            .replace(
                "\"generation\":1",
                "\"generation\":2,\"deletionTimestamp\":\"2026-11-21T08:29:30Z\","
                    + "\"deletionGracePeriodSeconds\":1"));
    api.last().answer(200, "{}");
    answered(); // that it was seen
    api.last().answer(200, "{}");
    assertThat(answered()).contains("\"phase\":\"Succeeded\"");
    api.last().answer(500, "no etcd");
    assertThat(api.calls).extracting(FakeApi.Call::toString).noneMatch(c -> c.startsWith("DELETE"));
    api.advance(Duration.ofSeconds(10));
    api.last().answer(200, "{}");
    assertThat(api.last()).hasToString("DELETE /api/v1/namespaces/default/pods/web");
  }

  @Test
  void aPodThatDoesNotFitFailsAsTheRealKubeletSays() {
    NodePods pods = pods(false);
    event(
        pods,
        EventType.ADDED,
        scheduled("")
            .replace("\"resources\":{}", "\"resources\":{\"requests\":{\"cpu\":\"1500m\"}}"));
    assertThat(api.last().body())
        .isEqualTo(
            "{\"metadata\":{\"uid\":\"u1\"},\"status\":{\"message\":\"Pod was rejected: Node didn't"
                + " have enough resource: cpu, requested: 1500, used: 0, capacity: 1000\","
                + "\"observedGeneration\":1,\"phase\":\"Failed\",\"reason\":\"OutOfcpu\"}}");
  }

  @Test
  void aPodThatRanBeforeGoesOnRunningAndIsNotToldAnything() {
    NodePods pods = pods(false);
    String running =
        pod(
                "",
                "",
                "\"observedGeneration\":1,\"startTime\":\"2026-11-21T08:20:00Z\",\"podIP\":\"10.0.0.9\",\"conditions\":["
                    + "{\"type\":\"PodReadyToStartContainers\",\"status\":\"True\",\"observedGeneration\":1},"
                    + "{\"type\":\"Initialized\",\"status\":\"True\",\"observedGeneration\":1},"
                    + "{\"type\":\"Ready\",\"status\":\"True\",\"observedGeneration\":1},"
                    + "{\"type\":\"ContainersReady\",\"status\":\"True\",\"observedGeneration\":1},"
                    + "{\"type\":\"PodScheduled\",\"status\":\"True\",\"observedGeneration\":1}]")
            .replace("\"phase\":\"Pending\"", "\"phase\":\"Running\"");
    event(pods, EventType.ADDED, running);
    api.advance(Duration.ofSeconds(30));
    assertThat(api.calls).isEmpty();
    assertThat(figures.podsRunning.sum()).isEqualTo(1);
  }

  private static String running(String uid, String name, String ips) {
    return scheduled("")
        .replace("\"u1\"", "\"" + uid + "\"")
        .replace("\"name\":\"web\",\"namespace\"", "\"name\":\"" + name + "\",\"namespace\"")
        .replace(
            "\"phase\":\"Pending\",",
            "\"phase\":\"Running\",\"startTime\":\"2026-11-21T08:20:00Z\"," + ips + ",");
  }

  @Test
  void theFirstRangesFamilyIsThePodsFirstAndHostsHaveBoth() {
    podCidrs = List.of("fd00:10:244:1::/64", "10.244.1.0/24");
    hostIps = List.of("fd00::7", "192.0.2.2");
    event(pods(false), EventType.ADDED, scheduled(""));
    assertThat(answered())
        .contains(
            "\"hostIP\":\"fd00::7\",\"hostIPs\":[{\"ip\":\"fd00::7\"},{\"ip\":\"192.0.2.2\"}]");
    assertThat(answered())
        .contains(
            "\"podIP\":\"fd00:10:244:1::2\","
                + "\"podIPs\":[{\"ip\":\"fd00:10:244:1::2\"},{\"ip\":\"10.244.1.2\"}]");
  }

  @Test
  void aPodWaitsForAnAddressAndItsEventSaysWhy() {
    podCidrs = List.of("10.0.0.0/30");
    NodePods pods = pods(OneNode.POSTING);
    event(pods, EventType.ADDED, scheduled(""));
    String second = scheduled("").replace("u1", "u2").replace("\"web\"", "\"w2\"");
    event(pods, EventType.ADDED, second);
    List<String> events =
        api.calls.stream()
            .filter(call -> call.request.path().endsWith("/events"))
            .map(FakeApi.Call::body)
            .toList();
    assertThat(events)
        .last()
        .asString()
        .contains("FailedCreatePodSandBox")
        .contains("no IP addresses available in range set: 10.0.0.1-10.0.0.2");
    assertThat(figures.podsRunning.sum()).isEqualTo(1);

    event(pods, EventType.DELETED, scheduled(""));
    api.advance(Duration.ofSeconds(76));
    assertThat(figures.podsRunning.sum()).as("the address came free").isEqualTo(1);
  }

  @Test
  void aRangeThatIsNoneMakesPodsWaitAndNothingElse() {
    podCidrs = List.of("nonsense");
    event(pods(false), EventType.ADDED, scheduled(""));
    assertThat(figures.podsPending.sum()).isEqualTo(1);
  }

  @Test
  void addressesOfPodsThatRanBeforeAreNotGivenToOthersAndForeignOnesStay() {
    NodePods pods = pods(false);
    String first = running("a1", "a1", "\"podIP\":\"10.0.0.2\",\"podIPs\":[{\"ip\":\"10.0.0.2\"}]");
    event(pods, EventType.ADDED, first);
    String foreign = running("a2", "a2", "\"podIP\":\"172.30.0.9\"");
    event(pods, EventType.ADDED, foreign);
    event(pods, EventType.ADDED, scheduled(""));
    answerAll();
    assertThat(addressesTold()).containsExactly("10.0.0.3");
    // The range is known only now, and the pods that are there count in it, too.
    node.setPodCidrs(List.of("10.0.0.0/28"));
    event(pods, EventType.ADDED, scheduled("").replace("u1", "u2").replace("\"web\"", "\"w2\""));
    answerAll();
    assertThat(addressesTold()).containsExactly("10.0.0.3", "10.0.0.4");
  }

  private List<String> addressesTold() {
    return api.calls.stream()
        .map(FakeApi.Call::body)
        .filter(body -> body.contains("podIP\""))
        .map(body -> body.replaceAll(".*\"podIP\":\"([^\"]*)\".*", "$1"))
        .toList();
  }

  /** Answers every request, and those that come of the answers. */
  private void answerAll() {
    while (answered < api.calls.size()) {
      api.calls.get(answered++).answer(200, "{}");
    }
  }

  @Test
  void podsThatARelistDoesNotHaveAreGone() {
    NodePods pods = pods(false);
    event(pods, EventType.ADDED, scheduled(""));
    api.loop.run(pods::relisting);
    api.loop.run(pods::synced);
    assertThat(pods.has("u1")).isFalse();
  }

  @Test
  void oneRequestAtATimeTellsOfAllPodsOfANode() {
    NodePods pods = pods(false);
    event(pods, EventType.ADDED, scheduled(""));
    event(pods, EventType.ADDED, scheduled("").replace("u1", "u2").replace("\"web\"", "\"w2\""));
    assertThat(api.calls).hasSize(1);
    answered();
    assertThat(api.calls).hasSize(2);
    assertThat(figures.statusQueue.sum()).isEqualTo(1);
  }

  @Test
  void theKubeletsOwnLimitOnRequestsHoldsThemBack() {
    NodePods pods = pods(new KubeletSettings(false, false, false, Latencies.NONE, 10, 1, 0, false));
    event(pods, EventType.ADDED, scheduled(""));
    answered();
    assertThat(api.calls).hasSize(1);
    api.advance(Duration.ofMillis(101));
    assertThat(api.calls).hasSize(2);
  }

  @Test
  void whatAPodGoesThroughWhileOtherNodesRequestsAreInFlightIsToldTogether() {
    NodeContext.Shared shared =
        OneNode.shared(
            api, figures, new KubeletSettings(false, false, false, Latencies.NONE, 0, 1, 1, false));
    NodePods busy = pods(shared);
    NodePods behind = pods(shared);
    event(busy, EventType.ADDED, scheduled(""));
    event(behind, EventType.ADDED, scheduled("").replace("u1", "u2").replace("\"web\"", "\"w2\""));
    assertThat(api.calls).as("the other node's pod waits").hasSize(1);

    assertThat(answered()).contains("ContainerCreating");
    assertThat(api.last()).hasToString("PATCH /api/v1/namespaces/default/pods/w2/status");
    assertThat(answered()).contains("\"phase\":\"Running\"").contains("\"startTime\"");
    assertThat(api.last()).hasToString("PATCH /api/v1/namespaces/default/pods/web/status");
    assertThat(answered()).contains("\"phase\":\"Running\"").doesNotContain("\"startTime\"");
    assertThat(api.calls).hasSize(3);
    assertThat(figures.podStartsInOnePatch.sum()).isEqualTo(1);
    assertThat(figures.podsRunning.sum()).isEqualTo(2);
  }

  @Test
  void eventsOfAPodsStartAreThoseOfTheKubelet() {
    NodePods pods = pods(OneNode.POSTING);
    event(pods, EventType.ADDED, scheduled(""));
    List<String> reasons =
        api.calls.stream()
            .filter(call -> call.request.path().endsWith("/events"))
            .map(call -> call.body().replaceAll(".*\"reason\":\"(\\w+)\".*", "$1"))
            .toList();
    assertThat(reasons).containsExactly("Pulling", "Pulled", "Created", "Started");
  }

  @Test
  void aPodThatSomebodyDeletedBeforeItsStatusWasTakenIsNoFailure() {
    NodePods pods = pods(false);
    event(pods, EventType.ADDED, scheduled(""));
    api.last().answer(404, "pods \"web\" not found");
    assertThat(figures.failures().total()).isZero();
    assertThat(pods.has("u1")).isFalse();
  }

  @Test
  void aStatusThatCollidedWithAnotherWriteIsAFailureAndThePodStays() {
    NodePods pods = pods(false);
    event(pods, EventType.ADDED, scheduled(""));
    api.last().answer(409, "the object has been modified");
    assertThat(figures.failures().total()).isEqualTo(1);
    assertThat(pods.has("u1")).isTrue();
  }

  /** A pod that runs, of a priority and with memory that it requests and uses. */
  private static String using(String name, int priority, String request, String usage) {
    return "{\"kind\":\"Pod\",\"metadata\":{\"name\":\""
        + name
        + "\",\"namespace\":\"default\",\"uid\":\""
        + name
        + "\",\"resourceVersion\":\"5\",\"generation\":1,\"annotations\":{"
        + "\"scaletest/usage-memory\":\""
        + usage
        + "\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"resources\":{"
        + (request.isEmpty() ? "" : "\"requests\":{\"memory\":\"" + request + "\"}")
        + "}}],\"priority\":"
        + priority
        + ",\"restartPolicy\":\"Always\",\"nodeName\":\"n1\"},"
        + "\"status\":{\"phase\":\"Pending\",\"conditions\":[]}}";
  }

  /** Returns the bodies of the patches that say that a pod was ended by its kubelet. */
  private List<String> ended() {
    answerAll();
    return api.calls.stream()
        .filter(call -> call.request.path().endsWith("/status"))
        .map(call -> call.request.path().replaceAll(".*/pods/|/status", "") + " " + call.body())
        .filter(body -> body.contains("DisruptionTarget"))
        .toList();
  }

  @Test
  void underPressurePodsAreEvictedInTheKubeletsOrder() {
    NodePods pods = pods(false);
    // Beyond its request before within it, low priority before high, much beyond before little.
    event(pods, EventType.ADDED, using("within", -5, "100Mi", "90Mi"));
    event(pods, EventType.ADDED, using("high", 7, "10Mi", "500Mi"));
    event(pods, EventType.ADDED, using("little", 0, "100Mi", "110Mi"));
    event(pods, EventType.ADDED, using("much", 0, "", "50Mi"));
    event(pods, EventType.ADDED, using("critical", 2_000_000_000, "", "900Mi"));
    answerAll();
    for (String expected : List.of("much", "little", "high", "within")) {
      int before = ended().size();
      boolean[] evicted = new boolean[1];
      api.loop.run(() -> evicted[0] = pods.evict("memory"));
      assertThat(evicted[0]).isTrue();
      api.advance(Duration.ofSeconds(1));
      assertThat(ended()).hasSize(before + 1).last().asString().startsWith(expected + " ");
    }
    boolean[] more = new boolean[1];
    api.loop.run(() -> more[0] = pods.evict("memory"));
    assertThat(more[0]).as("a critical pod stays").isFalse();
    assertThat(ended().get(0))
        .contains(
            "\"message\":\"The node was low on resource: memory. Container c was using 51200Ki,"
                + " request is 0, has larger consumption of memory. \"",
            "\"phase\":\"Failed\"",
            "\"reason\":\"Evicted\"",
            "\"reason\":\"TerminationByKubelet\",\"status\":\"True\","
                + "\"type\":\"DisruptionTarget\"");
    assertThat(ended().get(3)).contains("low on resource: memory. \"");
  }

  @Test
  void underMemoryPressureOnlyPodsThatRequestSomethingAreTaken() {
    NodePods pods = pods(false);
    api.loop.run(() -> pods.setPressure("MemoryPressure", true));
    event(pods, EventType.ADDED, using("none", 0, "", "1Mi"));
    answerAll();
    assertThat(api.last().body())
        .contains("The node had condition: [MemoryPressure]. ", "\"reason\":\"Evicted\"");
    event(pods, EventType.ADDED, using("some", 0, "1Mi", "1Mi"));
    assertThat(api.last().body()).doesNotContain("Evicted");
  }

  @Test
  void aNodeThatGoesOffEndsItsPodsTheCriticalOnesLastAndTakesNoMore() {
    NodePods pods = pods(false);
    event(pods, EventType.ADDED, using("web", 0, "1Mi", "1Mi"));
    event(pods, EventType.ADDED, using("proxy", 2_000_001_000, "1Mi", "1Mi"));
    answerAll();
    api.loop.run(() -> pods.shutDown(false, 20));
    api.advance(Duration.ofSeconds(1));
    assertThat(ended())
        .singleElement()
        .asString()
        .startsWith("web ")
        .contains(
            "\"message\":\"Pod was terminated in response to imminent node shutdown.\"",
            "\"phase\":\"Failed\"",
            "\"reason\":\"Terminated\"");
    assertThat(pods.isShutDown(false)).isTrue();
    assertThat(pods.isShutDown(true)).isFalse();
    event(pods, EventType.ADDED, using("late", 0, "1Mi", "1Mi"));
    assertThat(api.last().body()).contains("\"reason\":\"NodeShutdown\"");
    api.loop.run(() -> pods.shutDown(true, 10));
    api.advance(Duration.ofSeconds(1));
    assertThat(ended()).hasSize(2).last().asString().startsWith("proxy ");
    assertThat(pods.isShutDown(true)).isTrue();
  }

  @Test
  void thatOthersDisruptAPodIsTheirsToSay() {
    NodePods pods = pods(false);
    event(pods, EventType.ADDED, scheduled(""));
    answered();
    answered();
    api.advance(Duration.ofMillis(1));
    String disrupted =
        runs(RUNNING)
            .replace(
                "{\"type\":\"PodScheduled\"",
                "{\"type\":\"DisruptionTarget\",\"status\":\"True\"},{\"type\":\"PodScheduled\"");
    assertThat(disrupted).contains("DisruptionTarget");
    event(pods, EventType.MODIFIED, disrupted);
    int before = api.calls.size();
    api.advance(Duration.ofSeconds(30));
    assertThat(api.calls).hasSize(before);
    assertThat(figures.podReconciles.sum()).isZero();
  }
}
