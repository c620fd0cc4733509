package io.scaletest.hollownode.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.ApiMessages;
import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.fake.OneNode;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.CachedNode;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.hollownode.node.NodeState;
import io.scaletest.hollownode.pools.ImageCatalogue;
import io.scaletest.hollownode.pools.NodeImages;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.Quantity;
import io.scaletest.watching.heads.EventType;
import io.scaletest.wire.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What becomes of pods whose spec, status or existence somebody else changes, as the API server
 * sees it: it keeps what it is told, as the real one does.
 */
class PodLivesTest {
  /** Stands for a null of JSON, which the trees here leave out. */
  private static final String NULL = "<null>";

  private static final String LIVES = "\"annotations\":{\"scaletest/runtime\":\"1h\"}";

  private final FakeApi api = new FakeApi();
  private final HollowFigures figures = new HollowFigures();
  private final NodePool pool =
      OneNode.of("n1", Map.of("cpu", Quantity.of(2), "pods", Quantity.of(9)));
  private NodePods pods;
  private int answered;
  private NodeContext context;

  /** The pods as the server has them, by uid. */
  private final Map<String, Map<String, Object>> server = new LinkedHashMap<>();

  @BeforeEach
  void startKubelet() {
    api.loop.run(
        () -> {
          NodeDescription node = OneNode.description(pool);
          context = OneNode.context(api, node, figures, OneNode.POSTING);
          pods =
              new NodePods(
                  context,
                  new CachedNode(node),
                  new NodeImages(ImageCatalogue.EMPTY, 0),
                  ResourceUsages.NONE,
                  new SplittableRandom(3));
          pods.addTo(context.states());
          OneNode.enter(context, NodeState.UP);
        });
  }

  /** The process is killed, and another one started in its place. */
  private void restartKubelet(Duration down) {
    OneNode.enter(context, NodeState.POWERED_OFF);
    answered = api.calls.size();
    api.advance(down);
    startKubelet();
    server.keySet().forEach(uid -> send(EventType.ADDED, uid));
    serve();
  }

  private void pod(String uid, String metadata, String spec) {
    String json =
        "{\"metadata\":{\"name\":\"p-%1$s\",\"namespace\":\"t\",\"uid\":\"%1$s\",\"generation\":1%2$s},"
            + "\"spec\":{\"nodeName\":\"n1\",\"terminationGracePeriodSeconds\":30,%3$s},"
            + "\"status\":{\"phase\":\"Pending\",\"conditions\":[{\"type\":\"PodScheduled\","
            + "\"status\":\"True\"}]}}";
    String comma = metadata.isEmpty() ? "" : ",";
    server.put(uid, tree(String.format(json, uid, comma + metadata, spec)));
    send(EventType.ADDED, uid);
    serve();
  }

  private static String one(String container) {
    return "\"containers\":[{\"name\":\"c\",\"image\":\"i:1\"" + container + "}]";
  }

  private static Map<String, Object> tree(String json) {
    return JsonTree.object(json.getBytes(StandardCharsets.UTF_8))
        .orElseThrow(() -> new AssertionError("no JSON: " + json));
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> part(String uid, String name) {
    return (Map<String, Object>) server.get(uid).get(name);
  }

  private void send(EventType type, String uid) {
    byte[] bytes = ApiMessages.encode("Pod", text(server.get(uid)));
    ObservedPod echo = ObservedPod.of(bytes, 0, bytes.length).orElseThrow();
    api.loop.run(() -> pods.event(type, echo, bytes, 0, bytes.length));
  }

  private static String text(Object value) {
    if (value instanceof Map<?, ?> map) {
      List<String> entries = new ArrayList<>();
      map.forEach((k, v) -> entries.add("\"" + k + "\":" + text(v)));
      return "{" + String.join(",", entries) + "}";
    }
    if (value instanceof List<?> list) {
      return "[" + String.join(",", list.stream().map(PodLivesTest::text).toList()) + "]";
    }
    return value instanceof String string
        ? "\"" + string.replace("\\", "\\\\").replace("\"", "\\\"") + "\""
        : String.valueOf(value);
  }

  /** Answers every request, keeps what it says, and sends its echo. */
  private void serve() {
    while (answered < api.calls.size()) {
      FakeApi.Call call = api.calls.get(answered++);
      String path = call.request.path();
      Optional<String> uid =
          server.keySet().stream().filter(u -> path.contains("/pods/p-" + u)).findFirst();
      if (call.request.method().equals("PATCH") && uid.isPresent()) {
        merge(uid.get(), tree(call.body().replace(":null", ":\"" + NULL + "\"")));
        call.answer(200, "{}");
        send(EventType.MODIFIED, uid.get());
      } else {
        call.answer(200, "{}");
        if (call.request.method().equals("DELETE") && uid.isPresent()) {
          send(EventType.DELETED, uid.get());
          server.remove(uid.get());
        }
      }
    }
  }

  @SuppressWarnings("unchecked")
  private void merge(String uid, Map<String, Object> patch) {
    Map<String, Object> status = part(uid, "status");
    Map<String, Object> news = (Map<String, Object>) patch.get("status");
    news.forEach(
        (key, value) -> {
          if (key.equals("conditions")) {
            ((List<Map<String, Object>>) value).forEach(c -> mergeCondition(uid, c));
          } else if (value.equals(NULL)) {
            status.remove(key);
          } else if (!key.startsWith("$")) {
            status.put(key, value);
          }
        });
  }

  @SuppressWarnings("unchecked")
  private void mergeCondition(String uid, Map<String, Object> news) {
    List<Map<String, Object>> all =
        new ArrayList<>((List<Map<String, Object>>) part(uid, "status").get("conditions"));
    Map<String, Object> merged = new HashMap<>();
    for (Map<String, Object> condition : all) {
      if (condition.get("type").equals(news.get("type"))) {
        merged.putAll(condition);
      }
    }
    merged.putAll(news);
    merged.values().removeIf(NULL::equals);
    boolean known = all.removeIf(condition -> condition.get("type").equals(news.get("type")));
    if (!"delete".equals(news.get("$patch"))) {
      all.add(merged);
    }
    assertThat(known || news.size() > 1).isTrue();
    part(uid, "status").put("conditions", all);
  }

  private void advance(Duration duration) {
    for (long second = 0; second < duration.toSeconds(); second++) {
      api.advance(Duration.ofSeconds(1));
      serve();
    }
  }

  private void condition(String uid, String type, String status) {
    mergeCondition(uid, new HashMap<>(Map.of("type", type, "status", status)));
    send(EventType.MODIFIED, uid);
    serve();
  }

  /** Changes the spec, as by a patch of it or of a subresource. */
  private void spec(String uid, String before, String after) {
    String spec = text(part(uid, "spec"));
    assertThat(spec).contains(before);
    server.get(uid).put("spec", tree(spec.replace(before, after)));
    part(uid, "metadata").merge("generation", 1L, (a, b) -> ((Number) a).longValue() + 1);
    send(EventType.MODIFIED, uid);
    serve();
  }

  private void delete(String uid, long graceSeconds) {
    Map<String, Object> metadata = part(uid, "metadata");
    if (!metadata.containsKey("deletionTimestamp")) {
      metadata.merge("generation", 1L, (a, b) -> ((Number) a).longValue() + 1);
    }
    metadata.put("deletionTimestamp", "2026-11-21T09:00:00Z");
    metadata.put("deletionGracePeriodSeconds", graceSeconds);
    send(EventType.MODIFIED, uid);
    serve();
  }

  /** Keeps the object on the server, as a Job's finalizer does. */
  private Map<String, Object> lastOf(String uid) {
    return server.getOrDefault(uid, Map.of());
  }

  private String status(String uid) {
    return text(lastOf(uid).get("status"));
  }

  private String ready(String uid) {
    return conditionOf(uid, "Ready");
  }

  private String conditionOf(String uid, String type) {
    for (Map<?, ?> condition : JsonTree.objects(part(uid, "status"), "conditions")) {
      if (condition.get("type").equals(type)) {
        return JsonTree.text(condition, "status")
            + " "
            + JsonTree.text(condition, "reason")
            + " "
            + JsonTree.text(condition, "message")
            + " "
            + condition.get("observedGeneration");
      }
    }
    return "absent";
  }

  private List<String> events() {
    return api.calls.stream()
        .filter(call -> call.request.path().endsWith("/events"))
        .map(call -> call.body().replaceAll(".*\"reason\":\"(\\w+)\".*", "$1"))
        .toList();
  }

  /** Returns the last status that was told of a pod, even if it is gone by now. */
  private String told(String uid, String part) {
    return api.calls.stream()
        .filter(
            call -> call.toString().equals("PATCH /api/v1/namespaces/t/pods/p-" + uid + "/status"))
        .map(FakeApi.Call::body)
        .filter(body -> body.contains(part))
        .reduce("", (first, second) -> second);
  }

  // Failing on purpose.

  @Test
  void aPodFailsAsItsAnnotationSaysAndWhenItIsChangedOtherwise() {
    pod("a", "\"annotations\":{\"x\":\"y\"}", one(""));
    assertThat(ready("a")).startsWith("True");
    annotate("a", "pod-crash code=7");
    assertThat(status("a")).contains("\"exitCode\":7").contains("CrashLoopBackOff");
    annotate("a", "pod-readiness");
    advance(Duration.ofSeconds(60));
    assertThat(status("a")).contains("\"running\"");
    assertThat(ready("a")).startsWith("False ContainersNotReady");
    annotate("a", "");
    advance(Duration.ofSeconds(10));
    assertThat(ready("a")).startsWith("True");
    assertThat(figures.failures().total()).isZero();
  }

  @Test
  void aProbeFailsAsItsSpecSays() {
    pod(
        "a",
        "\"annotations\":{\"scaletest/failures\":\"pod-liveness times=1\"}",
        one(
            ",\"livenessProbe\":{\"exec\":{\"command\":[\"x\"]},\"periodSeconds\":2,"
                + "\"failureThreshold\":2}"));
    advance(Duration.ofSeconds(3));
    assertThat(status("a")).contains("\"restartCount\":0");
    advance(Duration.ofSeconds(2));
    assertThat(status("a")).contains("\"restartCount\":1");
    assertThat(api.calls.stream().map(FakeApi.Call::body))
        .anyMatch(body -> body.contains("Liveness probe failed: exit status 1"));
  }

  @Test
  void anAnnotationThatMakesNoSenseIsToldWhereThePodsOwnerLooks() {
    pod("a", "\"annotations\":{\"scaletest/failures\":\"pod-crash aftr=3s\"}", one(""));
    assertThat(ready("a")).startsWith("True");
    assertThat(events()).contains("InvalidAnnotation");
    assertThat(figures.failures().byFrequency())
        .containsOnlyKeys(
            "pod: scaletest/failures: pod-crash: aftr: unknown key; known: after, code, container,"
                + " share, times");
  }

  private void annotate(String uid, String failures) {
    part(uid, "metadata").put("annotations", Map.of("scaletest/failures", failures));
    send(EventType.MODIFIED, uid);
    serve();
  }

  // Stopped early.

  @Test
  void whatHadARunTimeAndIsDeletedEndsBySignalAndHasFailed() {
    pod("a", LIVES, "\"restartPolicy\":\"Never\"," + one(""));
    condition("a", "DisruptionTarget", "True");
    delete("a", 30);
    assertThat(told("a", "\"phase\""))
        .contains("\"phase\":\"Failed\"")
        .contains("\"exitCode\":143")
        .contains("\"reason\":\"Error\"")
        .doesNotContain("DisruptionTarget");
    assertThat(server).as("the kubelet deletes it").isEmpty();
  }

  @Test
  void aContainerThatIgnoresTheSignalIsKilledAfterItsGrace() {
    pod("a", "\"annotations\":{\"scaletest/on-term\":\"ignore\"}", one(""));
    delete("a", 10);
    advance(Duration.ofSeconds(9));
    assertThat(server).hasSize(1);
    advance(Duration.ofSeconds(2));
    assertThat(told("a", "\"phase\"")).contains("\"exitCode\":137").contains("Failed");
    assertThat(server).isEmpty();
  }

  @Test
  void aShorterGraceCountsFromWhenItIsSaid() {
    pod("a", "\"annotations\":{\"scaletest/on-term\":\"ignore\"}", one(""));
    delete("a", 600);
    advance(Duration.ofSeconds(5));
    delete("a", 5);
    advance(Duration.ofSeconds(4));
    assertThat(server).hasSize(1);
    advance(Duration.ofSeconds(2));
    assertThat(server).isEmpty();
  }

  @Test
  void theHookBeforeTheEndTakesOfTheGrace() {
    String hook = ",\"lifecycle\":{\"preStop\":{\"sleep\":{\"seconds\":6}}}";
    pod("a", LIVES, one(hook));
    delete("a", 30);
    advance(Duration.ofSeconds(5));
    assertThat(server).hasSize(1);
    advance(Duration.ofSeconds(2));
    assertThat(told("a", "\"phase\"")).contains("\"exitCode\":143");
    assertThat(server).isEmpty();
  }

  @Test
  void aServiceEndsInOrderUnlessItIsSaidOtherwise() {
    pod("a", "", one(""));
    delete("a", 30);
    assertThat(told("a", "\"phase\"")).contains("Succeeded").contains("\"exitCode\":0");
    pod("b", "\"annotations\":{\"scaletest/on-term\":\"7\"}", one(""));
    delete("b", 30);
    assertThat(told("b", "\"phase\"")).contains("Failed").contains("\"exitCode\":7");
  }

  @Test
  void aPodThatIsDeletedBeforeItRanHasFailedAndNobodyKnowsHow() {
    pod("a", "\"annotations\":{\"scaletest/sandbox\":\"1h\"}", one(""));
    delete("a", 30);
    assertThat(told("a", "\"phase\""))
        .contains("\"phase\":\"Failed\"")
        .contains("ContainerStatusUnknown")
        .contains("The container could not be located when the pod was terminated");
  }

  @Test
  void anInitContainerThatIsStoppedMakesThePodFail() {
    pod(
        "a",
        "\"annotations\":{\"scaletest/init\":\"1h\"}",
        "\"initContainers\":[{\"name\":\"i\",\"image\":\"i:1\"}]," + one(""));
    assertThat(status("a")).contains("\"phase\":\"Pending\"");
    delete("a", 30);
    assertThat(told("a", "\"phase\""))
        .contains("\"phase\":\"Failed\"")
        .contains("\"exitCode\":143")
        .doesNotContain("ContainerStatusUnknown");
  }

  @Test
  void sidecarsAreStoppedAfterTheOthersTheLastFirst() {
    pod(
        "a",
        "\"annotations\":{\"scaletest/stop\":\"2s\"}",
        "\"initContainers\":[{\"name\":\"s1\",\"image\":\"i:1\",\"restartPolicy\":\"Always\"},"
            + "{\"name\":\"s2\",\"image\":\"i:1\",\"restartPolicy\":\"Always\"}],"
            + one(""));
    delete("a", 30);
    advance(Duration.ofSeconds(3));
    assertThat(status("a")).as("c ended").contains("\"terminated\"");
    advance(Duration.ofSeconds(2));
    String sidecars = text(part("a", "status").get("initContainerStatuses"));
    assertThat(sidecars).contains("\"terminated\"").contains("\"running\"");
    assertThat(sidecars.indexOf("\"running\"")).isLessThan(sidecars.indexOf("\"terminated\""));
    advance(Duration.ofSeconds(2));
    assertThat(server).isEmpty();
  }

  @Test
  void aDeadlineThatIsShortenedLaterIsKeptAndCountsFromTheStart() {
    pod("a", "", "\"restartPolicy\":\"Never\",\"activeDeadlineSeconds\":3600," + one(""));
    advance(Duration.ofSeconds(20));
    spec("a", "\"activeDeadlineSeconds\":3600", "\"activeDeadlineSeconds\":30");
    advance(Duration.ofSeconds(8));
    assertThat(status("a")).contains("\"phase\":\"Running\"");
    advance(Duration.ofSeconds(3));
    assertThat(status("a"))
        .contains("\"phase\":\"Failed\"")
        .contains("DeadlineExceeded")
        .contains("\"exitCode\":143");
  }

  // Conditions that others write.

  @Test
  void readinessFollowsTheGatesBothWaysWithTheKubeletsWords() {
    pod("a", "", "\"readinessGates\":[{\"conditionType\":\"example.com/lb\"}]," + one(""));
    assertThat(ready("a"))
        .isEqualTo(
            "False ReadinessGatesNotReady corresponding condition of pod readiness gate"
                + " \"example.com/lb\" does not exist. 1");
    condition("a", "example.com/lb", "False");
    assertThat(ready("a"))
        .isEqualTo(
            "False ReadinessGatesNotReady the status of pod readiness gate \"example.com/lb\" is"
                + " not \"True\", but False 1");
    condition("a", "example.com/lb", "True");
    assertThat(ready("a")).isEqualTo("True   1");
    assertThat(conditionOf("a", "example.com/lb")).startsWith("True");
    condition("a", "example.com/lb", "Unknown");
    assertThat(ready("a")).startsWith("False").endsWith("but Unknown 1");
  }

  // Another process takes over.

  @Test
  void afterARestartARunGoesOnFromWhenItBegan() {
    pod(
        "a",
        "\"annotations\":{\"scaletest/runtime\":\"100s\"}",
        "\"restartPolicy\":\"Never\"," + one(""));
    String before = status("a");
    advance(Duration.ofSeconds(40));
    restartKubelet(Duration.ofSeconds(30));
    assertThat(status("a")).isEqualTo(before);
    advance(Duration.ofSeconds(28));
    assertThat(status("a")).isEqualTo(before);
    advance(Duration.ofSeconds(4));
    assertThat(status("a"))
        .contains("\"phase\":\"Succeeded\"")
        .contains("\"finishedAt\":\"2026-11-21T08:30:40Z\"")
        .contains("\"restartCount\":0");
  }

  @Test
  void whatEndedWhileNobodyLookedEndedThen() {
    pod(
        "a",
        "\"annotations\":{\"scaletest/runtime\":\"100s\",\"scaletest/exit-codes\":\"3\"}",
        "\"restartPolicy\":\"Never\"," + one(""));
    restartKubelet(Duration.ofSeconds(300));
    assertThat(status("a"))
        .contains("\"phase\":\"Failed\"")
        .contains("\"exitCode\":3")
        .contains("\"finishedAt\":\"2026-11-21T08:30:40Z\"");
  }

  @Test
  void restartsLastStateAndBackOffOutliveTheProcess() {
    pod(
        "a",
        "\"annotations\":{\"scaletest/runtime\":\"1s\",\"scaletest/exit-codes\":\"1\"}",
        one(""));
    advance(Duration.ofSeconds(15)); // ends at 1 and 2 s, waits 10 s, ends at 13 s, waits 20 s
    assertThat(status("a")).contains("\"restartCount\":2").contains("back-off 20s");
    restartKubelet(Duration.ofSeconds(5));
    assertThat(status("a")).contains("\"restartCount\":2").contains("back-off 20s");
    advance(Duration.ofSeconds(12));
    assertThat(status("a")).contains("\"restartCount\":2");
    advance(Duration.ofSeconds(3));
    assertThat(status("a")).contains("\"restartCount\":3").contains("back-off 40s");
    restartKubelet(Duration.ofSeconds(39));
    advance(Duration.ofSeconds(4));
    assertThat(status("a")).contains("\"restartCount\":4").contains("back-off 1m20s");
  }

  @Test
  void aDeadlineOutlivesTheProcess() {
    pod("a", "", "\"restartPolicy\":\"Never\",\"activeDeadlineSeconds\":60," + one(""));
    restartKubelet(Duration.ofSeconds(40));
    advance(Duration.ofSeconds(18));
    assertThat(status("a")).contains("\"phase\":\"Running\"");
    advance(Duration.ofSeconds(4));
    assertThat(status("a")).contains("DeadlineExceeded");
  }

  @Test
  void podsThatWereBeingDeletedOrCameMeanwhileAreFinishedAndStarted() {
    pod("a", "\"annotations\":{\"scaletest/on-term\":\"ignore\"}", one(""));
    pod("b", "\"annotations\":{\"scaletest/sandbox\":\"50s\"}", one(""));
    delete("a", 10);
    restartKubelet(Duration.ofSeconds(5));
    advance(Duration.ofSeconds(12));
    assertThat(server).containsOnlyKeys("b");
    assertThat(status("b")).contains("\"startTime\":\"2026-11-21T08:29:00Z\"");
    advance(Duration.ofSeconds(50));
    assertThat(status("b")).contains("\"phase\":\"Running\"");
  }

  @Test
  void terminatedContainersAndTerminalPodsStayAsTheyAre() {
    pod(
        "a",
        "\"annotations\":{\"scaletest/runtime\":\"5s\",\"scaletest/exit-codes\":\"4\"}",
        "\"restartPolicy\":\"Never\"," + one(""));
    advance(Duration.ofSeconds(8));
    String before = status("a");
    assertThat(before).contains("\"exitCode\":4").contains("\"phase\":\"Failed\"");
    restartKubelet(Duration.ofSeconds(5));
    advance(Duration.ofSeconds(30));
    assertThat(status("a")).isEqualTo(before);
  }

  @Test
  void initContainersThatAreDoneAreNotDoneAgain() {
    pod(
        "a",
        "\"annotations\":{\"scaletest/init\":\"20s\"}",
        "\"initContainers\":[{\"name\":\"i1\",\"image\":\"i:1\"},{\"name\":\"i2\",\"image\":\"i:1\"}],"
            + one(""));
    advance(Duration.ofSeconds(25));
    restartKubelet(Duration.ofSeconds(5));
    advance(Duration.ofSeconds(9));
    assertThat(status("a")).contains("\"phase\":\"Pending\"");
    advance(Duration.ofSeconds(3));
    assertThat(status("a")).contains("\"phase\":\"Running\"").doesNotContain("\"restartCount\":1");
  }

  // The spec is changed.

  @Test
  void anotherImageRestartsTheContainerWhateverItsPolicy() {
    pod("a", LIVES, "\"restartPolicy\":\"Never\"," + one(""));
    spec("a", "i:1", "i:2");
    assertThat(status("a"))
        .contains("\"image\":\"i:2\"")
        .contains("\"restartCount\":1")
        .contains("\"exitCode\":143")
        .contains("\"phase\":\"Running\"")
        .contains("\"observedGeneration\":2");
    assertThat(events()).contains("Killing");
    spec("a", "\"terminationGracePeriodSeconds\":30", "\"terminationGracePeriodSeconds\":31");
    assertThat(status("a")).contains("\"restartCount\":1").contains("\"observedGeneration\":3");
  }

  @Test
  void whatChangedWhileNobodyLookedIsActedOn() {
    pod("a", LIVES, one(""));
    OneNode.enter(context, NodeState.POWERED_OFF);
    String spec = text(part("a", "spec")).replace("i:1", "i:2");
    server.get("a").put("spec", tree(spec));
    part("a", "metadata").put("generation", 2L);
    restartKubelet(Duration.ofSeconds(20));
    assertThat(status("a"))
        .contains("\"image\":\"i:2\"")
        .contains("\"restartCount\":1")
        .contains("\"observedGeneration\":2");
  }

  @Test
  void anotherImageEndsTheBackOff() {
    pod(
        "a",
        "\"annotations\":{\"scaletest/runtime\":\"1s\",\"scaletest/exit-codes\":\"1\"}",
        one(""));
    advance(Duration.ofSeconds(3));
    assertThat(status("a")).contains("CrashLoopBackOff").contains("\"restartCount\":1");
    spec("a", "i:1", "i:2");
    assertThat(status("a")).contains("\"running\"").contains("\"restartCount\":2");
  }

  private static final String CPU =
      ",\"resources\":{\"requests\":{\"cpu\":\"500m\"},\"limits\":{\"cpu\":\"1\"}}";

  @Test
  void aResizeInPlaceIsGrantedAndTold() {
    pod("a", "", one(CPU));
    assertThat(status("a")).contains("\"allocatedResources\":{\"cpu\":\"500m\"}");
    spec("a", "500m", "800m");
    assertThat(conditionOf("a", "PodResizeInProgress")).isEqualTo("True   2");
    assertThat(status("a")).contains("\"allocatedResources\":{\"cpu\":\"800m\"}");
    advance(Duration.ofSeconds(2));
    assertThat(conditionOf("a", "PodResizeInProgress")).isEqualTo("absent");
    assertThat(status("a"))
        .contains("\"resources\":{\"limits\":{\"cpu\":\"1\"},\"requests\":{\"cpu\":\"800m\"}}")
        .contains("\"restartCount\":0")
        .doesNotContain("500m");
    assertThat(events()).contains("ResizeStarted", "ResizeCompleted");
  }

  @Test
  void aResizeWaitsForRoomOrIsNeverGranted() {
    pod("a", "", one(CPU));
    pod("b", LIVES, one(CPU.replace("500m", "1200m").replace("\"cpu\":\"1\"", "\"cpu\":\"2\"")));
    spec("a", "\"cpu\":\"500m\"", "\"cpu\":\"900m\"");
    assertThat(conditionOf("a", "PodResizePending"))
        .isEqualTo(
            "True Deferred Node didn't have enough resource: cpu, requested: 900, used: 1200,"
                + " capacity: 2000 2");
    assertThat(status("a")).contains("\"allocatedResources\":{\"cpu\":\"500m\"}");
    assertThat(status("a")).contains("\"observedGeneration\":2");
    delete("b", 30);
    assertThat(conditionOf("a", "PodResizePending")).isEqualTo("absent");
    assertThat(status("a")).contains("\"allocatedResources\":{\"cpu\":\"900m\"}");
    spec("a", "\"cpu\":\"900m\"", "\"cpu\":\"90\"");
    assertThat(conditionOf("a", "PodResizePending"))
        .startsWith("True Infeasible Node didn't have enough capacity: cpu, requested: 90000");
    spec("a", "\"cpu\":\"90\"", "\"cpu\":\"900m\"");
    assertThat(conditionOf("a", "PodResizePending")).as("taken back").isEqualTo("absent");
    assertThat(events()).contains("ResizeDeferred", "ResizeInfeasible");
  }

  @Test
  void resourcesOfThePodAsAWholeCountAndAreResized() {
    pod("a", "", "\"resources\":{\"requests\":{\"cpu\":\"1500m\"}}," + one(""));
    pod("b", "", one(CPU.replace("500m", "600m")));
    assertThat(status("b")).contains("OutOfcpu").contains("requested: 600, used: 1500");
    assertThat(status("a")).contains("\"resources\":{\"requests\":{\"cpu\":\"1500m\"}}");
    spec("a", "1500m", "1700m");
    assertThat(conditionOf("a", "PodResizeInProgress")).isEqualTo("True   2");
    advance(Duration.ofSeconds(2));
    assertThat(conditionOf("a", "PodResizeInProgress")).isEqualTo("absent");
    assertThat(status("a"))
        .contains("\"allocatedResources\":{\"cpu\":\"1700m\"}")
        .doesNotContain("1500m");
  }

  @Test
  void aResizeThatNeedsARestartRestarts() {
    pod(
        "a",
        "",
        one(
            CPU
                + ",\"resizePolicy\":[{\"resourceName\":\"cpu\",\"restartPolicy\":\"RestartContainer\"}]"));
    spec("a", "500m", "800m");
    advance(Duration.ofSeconds(2));
    assertThat(status("a")).contains("\"restartCount\":1").contains("800m").doesNotContain("500m");
    assertThat(conditionOf("a", "PodResizeInProgress")).isEqualTo("absent");
  }

  @Test
  void aGrantedResizeOutlivesTheProcessAndADeferredOneIsTriedAgain() {
    pod("a", "", one(CPU));
    spec("a", "500m", "800m");
    advance(Duration.ofSeconds(2));
    String before = status("a");
    restartKubelet(Duration.ofSeconds(3));
    assertThat(status("a")).isEqualTo(before);
  }

  @Test
  void anEphemeralContainerRunsBesideTheOthersAndIsNoPartOfThePhase() {
    pod("a", LIVES, "\"restartPolicy\":\"Never\"," + one(""));
    spec(
        "a",
        "\"restartPolicy\"",
        "\"ephemeralContainers\":[{\"name\":\"debug\",\"image\":\"busybox\"}],\"restartPolicy\"");
    String debug = text(part("a", "status").get("ephemeralContainerStatuses"));
    assertThat(debug).contains("\"running\"").contains("busybox").doesNotContain("\"started\"");
    assertThat(ready("a")).startsWith("True");
    restartKubelet(Duration.ofSeconds(3));
    assertThat(text(part("a", "status").get("ephemeralContainerStatuses"))).isEqualTo(debug);
    advance(Duration.ofHours(1));
    assertThat(status("a")).contains("\"phase\":\"Succeeded\"");
  }

  // Restart policies of containers.

  @Test
  void aContainersOwnPolicyCountsBeforeThePods() {
    String second = "\"annotations\":{\"scaletest/runtime\":\"1s\"}";
    pod("a", second, "\"restartPolicy\":\"Always\"," + one(",\"restartPolicy\":\"Never\""));
    advance(Duration.ofSeconds(3));
    assertThat(status("a")).contains("\"phase\":\"Succeeded\"").contains("\"restartCount\":0");

    pod("b", second, "\"restartPolicy\":\"Never\"," + one(",\"restartPolicy\":\"Always\""));
    advance(Duration.ofSeconds(3));
    assertThat(status("b"))
        .contains("\"phase\":\"Running\"")
        .contains("\"restartCount\":1")
        .contains("CrashLoopBackOff");
    assertThat(part("b", "status")).doesNotContainKey("initContainerStatuses");
  }

  @Test
  void rulesAboutExitCodesCountBeforePolicies() {
    String rules =
        ",\"restartPolicy\":\"Never\",\"restartPolicyRules\":[{\"action\":\"Restart\",\"exitCodes\":"
            + "{\"operator\":\"In\",\"values\":[42,43]}}]";
    String ends = "\"annotations\":{\"scaletest/runtime\":\"1s\",\"scaletest/exit-codes\":\"%s\"}";
    pod("a", String.format(ends, "42"), "\"restartPolicy\":\"Never\"," + one(rules));
    advance(Duration.ofSeconds(2));
    assertThat(status("a")).contains("\"restartCount\":1").contains("\"phase\":\"Running\"");
    pod("b", String.format(ends, "7"), "\"restartPolicy\":\"Never\"," + one(rules));
    advance(Duration.ofSeconds(3));
    assertThat(status("b")).contains("\"restartCount\":0").contains("\"phase\":\"Failed\"");
  }

  @Test
  void aRuleMayStartAllContainersAgain() {
    String rules =
        ",\"restartPolicy\":\"Never\",\"restartPolicyRules\":[{\"action\":\"RestartAllContainers\","
            + "\"exitCodes\":{\"operator\":\"NotIn\",\"values\":[0]}}]";
    pod(
        "a",
        "\"annotations\":{\"scaletest/runtime\":\"5s\",\"scaletest/exit-codes\":\"9\"}",
        "\"restartPolicy\":\"Never\",\"initContainers\":[{\"name\":\"i\",\"image\":\"i:1\"}],"
            + "\"containers\":[{\"name\":\"d\",\"image\":\"i:1\",\"restartPolicy\":\"Always\"},"
            + one(rules).substring("\"containers\":[".length()));
    assertThat(conditionOf("a", "AllContainersRestarting")).startsWith("False");
    advance(Duration.ofSeconds(5));
    assertThat(conditionOf("a", "AllContainersRestarting"))
        .startsWith("True RestartAllContainersStarted container exited with restart policy rule");
    advance(Duration.ofSeconds(4));
    assertThat(conditionOf("a", "AllContainersRestarting")).startsWith("False");
    assertThat(conditionOf("a", "Initialized")).startsWith("True");
    assertThat(status("a")).contains("\"phase\":\"Running\"").contains("\"exitCode\":9");
    String inits = text(part("a", "status").get("initContainerStatuses"));
    assertThat(inits).contains("\"restartCount\":1").contains("RestartingAllContainers");
  }

  // What is told late.

  @Test
  void aStatusThatTheServerDidNotTakeIsLateSinceItChanged() {
    String spec = one("");
    api.advance(Duration.ofSeconds(1));
    server.put(
        "a",
        tree(
            "{\"metadata\":{\"name\":\"p-a\",\"namespace\":\"t\",\"uid\":\"a\",\"generation\":1},"
                + "\"spec\":{\"nodeName\":\"n1\","
                + spec
                + "},\"status\":{\"phase\":\"Pending\",\"conditions\":[]}}"));
    send(EventType.ADDED, "a");
    while (answered < api.calls.size()) {
      api.calls.get(answered++).answer(503, "no leader");
    }
    api.advance(Duration.ofSeconds(10));
    serve();
    assertThat(figures.podRetries.sum()).isEqualTo(1);
    assertThat(figures.podStatus.total().getMaxValue())
        .as("told at the next look, which is up to 10 s away, and never reset")
        .isGreaterThanOrEqualTo(figures.podStart.total().getMaxValue() * 99 / 100);
  }
}
