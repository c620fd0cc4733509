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
import io.scaletest.watching.heads.EventType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PodReferencesTest {
  private static final String SYNCED =
      "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"9\",\"annotations\":"
          + "{\"k8s.io/initial-events-end\":\"true\"}}}}";

  private final FakeApi api = new FakeApi();
  private final HollowFigures figures = new HollowFigures();
  private NodePods pods;

  private void hold(String containerMore, String specMore) {
    NodePool pool = OneNode.of("n1", Map.of("cpu", Quantity.of(1), "pods", Quantity.of(9)));
    byte[] pod =
        ApiMessages.encode(
            "Pod",
            "{\"metadata\":{\"name\":\"p\",\"namespace\":\"ns\",\"uid\":\"u1\",\"generation\":1},"
                + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\""
                + containerMore
                + "}],\"serviceAccountName\":\"robot\",\"nodeName\":\"n1\""
                + specMore
                + "},\"status\":{\"phase\":\"Pending\"}}");
    api.loop.run(
        () -> {
          NodeDescription node = OneNode.description(pool);
          NodeContext context =
              OneNode.context(
                  api,
                  node,
                  figures,
                  new KubeletSettings(false, true, true, Latencies.NONE, 0, 1, 0, false));
          pods =
              new NodePods(
                  context,
                  new CachedNode(node),
                  new NodeImages(ImageCatalogue.EMPTY, 0),
                  ResourceUsages.NONE,
                  new SplittableRandom(3));
          pods.addTo(context.states());
          OneNode.enter(context, NodeState.UP);
          ObservedPod echo = ObservedPod.of(pod, 0, pod.length).orElseThrow();
          pods.event(EventType.ADDED, echo, pod, 0, pod.length);
        });
    answerPatches();
  }

  /** Answers every status, so that the next one is told. */
  private void answerPatches() {
    for (int call = 0; call < api.calls.size(); call++) {
      if (api.calls.get(call).request.method().equals("PATCH")) {
        api.calls.get(call).answer(200, "{}");
      }
    }
  }

  private void after(Duration duration) {
    api.advance(duration);
    answerPatches();
  }

  private FakeApi.Stream watch(String resource, String name) {
    return api.streams.stream()
        .filter(s -> s.path.contains("/" + resource + "?") && s.path.contains("name%3D" + name))
        .findFirst()
        .orElseThrow();
  }

  private void absent(String resource, String name) {
    watch(resource, name).event(SYNCED);
    answerPatches();
  }

  private void there(String resource, String name, String data) {
    watch(resource, name)
        .event(
            "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\""
                + name
                + "\",\"resourceVersion\":\"7\"},\"data\":"
                + data
                + "}}");
    watch(resource, name).event(SYNCED);
    answerPatches();
  }

  private List<String> events() {
    return api.calls.stream()
        .filter(call -> call.request.path().contains("/events"))
        .map(FakeApi.Call::body)
        .map(
            body ->
                body.replaceAll(
                    ".*\"reason\":\"([^\"]*)\",\"message\":\"(.*)\",\"source.*", "$1 $2"))
        .map(text -> text.replace("\\\"", "\""))
        .toList();
  }

  private String lastStatus() {
    return api.calls.stream()
        .filter(call -> call.request.method().equals("PATCH"))
        .filter(call -> call.request.path().endsWith("/p/status"))
        .reduce((first, second) -> second)
        .map(FakeApi.Call::body)
        .orElseThrow();
  }

  private boolean runs() {
    return figures.podsRunning.sum() == 1;
  }

  private static String volume(String source) {
    return ",\"volumes\":[{\"name\":\"v\"," + source + "}]";
  }

  private static String env(String kind, String more) {
    return ",\"env\":[{\"name\":\"A\",\"valueFrom\":{\""
        + kind
        + "\":{\"name\":\"x\",\"key\":\"k\""
        + more
        + "}}}]";
  }

  @Test
  void optionalVolumesAreWatchedAndNotWaitedFor() {
    hold(
        "",
        ",\"volumes\":[{\"name\":\"v\",\"configMap\":{\"name\":\"m\",\"optional\":true,"
            + "\"items\":[{\"key\":\"k\"}]}},{\"name\":\"w\",\"secret\":{\"secretName\":\"s\","
            + "\"optional\":true}},{\"name\":\"p\",\"projected\":{\"sources\":[{\"secret\":"
            + "{\"name\":\"t\",\"optional\":true}}]}}]");
    absent("configmaps", "m");
    absent("secrets", "s");
    assertThat(runs()).isFalse();
    absent("secrets", "t");
    assertThat(runs()).isTrue();
    assertThat(events()).noneMatch(event -> event.startsWith("Failed"));
  }

  @Test
  void aVolumeWhoseObjectIsMissingIsTriedAgainAndAgainAndThePodSaysThatItIsCreated() {
    hold("", volume("\"configMap\":{\"name\":\"m\"}"));
    absent("configmaps", "m");
    assertThat(events())
        .containsExactly(
            "FailedMount MountVolume.SetUp failed for volume \"v\" : configmap \"m\" not found");
    assertThat(lastStatus()).contains("\"reason\":\"ContainerCreating\"");
    int before = api.calls.size();
    after(Duration.ofMillis(499));
    assertThat(api.calls).hasSize(before);
    after(Duration.ofMillis(1));
    assertThat(api.calls).as("half a second later").hasSize(before + 1);
    there("configmaps", "m", "{}");
    assertThat(runs()).as("the volume is looked at by its back-off only").isFalse();
    after(Duration.ofSeconds(1));
    assertThat(runs()).isTrue();
  }

  @Test
  void aKeyThatAVolumeNamesMustBeThere() {
    hold("", volume("\"secret\":{\"secretName\":\"s\",\"items\":[{\"key\":\"k\"}]}"));
    there("secrets", "s", "{\"other\":\"1\"}");
    assertThat(events())
        .containsExactly(
            "FailedMount MountVolume.SetUp failed for volume \"v\" :"
                + " references non-existent secret key: k");
    there("secrets", "s", "{\"k\":\"1\"}");
    after(Duration.ofSeconds(1));
    assertThat(runs()).isTrue();
  }

  @Test
  void allThatAProjectedVolumeLacksIsToldTogether() {
    hold(
        "",
        volume(
            "\"projected\":{\"sources\":[{\"serviceAccountToken\":{\"path\":\"t\"}},"
                + "{\"configMap\":{\"name\":\"m\",\"items\":[{\"key\":\"k\"}]}}]}"));
    there("configmaps", "m", "{}");
    FakeApi.Call token = api.last();
    assertThat(token).hasToString("POST /api/v1/namespaces/ns/serviceaccounts/robot/token");
    token.answer(404, "serviceaccounts \"robot\" not found");
    assertThat(events())
        .containsExactly(
            "FailedMount MountVolume.SetUp failed for volume \"v\" : [failed to fetch token:"
                + " refused: serviceaccounts \"robot\" not found,"
                + " configmap references non-existent config key: k]");
    assertThat(figures.failures().total()).as("the event tells it").isZero();
  }

  @Test
  void anObjectOfWhichNothingIsKnownIsWaitedForAndThenToldEvenIfItIsOptional() {
    hold("", volume("\"configMap\":{\"name\":\"m\",\"optional\":true}"));
    after(Duration.ofMillis(999));
    assertThat(events()).isEmpty();
    after(Duration.ofMillis(1));
    assertThat(events())
        .containsExactly(
            "FailedMount MountVolume.SetUp failed for volume \"v\" :"
                + " failed to sync configmap cache: timed out waiting for the condition");
  }

  @Test
  void optionalEnvironmentIsWatchedAndNotWaitedFor() {
    hold(
        env("secretKeyRef", ",\"optional\":true")
            + ",\"envFrom\":[{\"configMapRef\":{\"name\":\"y\",\"optional\":true}}]",
        "");
    absent("secrets", "x");
    absent("configmaps", "y");
    assertThat(runs()).isTrue();
  }

  @Test
  void aContainerWhoseEnvironmentIsMissingIsNotCreatedUntilItIsThere() {
    hold(env("secretKeyRef", ""), "");
    absent("secrets", "x");
    assertThat(lastStatus())
        .contains(
            "\"waiting\":{\"message\":\"secret \\\"x\\\" not found\","
                + "\"reason\":\"CreateContainerConfigError\"}")
        .contains("\"podIP\":\"10.0.0.2\"");
    assertThat(events()).contains("Failed Error: secret \"x\" not found");
    there("secrets", "x", "{\"k\":\"1\"}");
    assertThat(runs()).isFalse();
    after(Duration.ofSeconds(15));
    assertThat(runs()).isTrue();
  }

  @Test
  void aKeyThatAnEnvironmentNamesMustBeAText() {
    hold(env("configMapKeyRef", ""), "");
    watch("configmaps", "x")
        .event(
            "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"x\","
                + "\"resourceVersion\":\"7\"},\"binaryData\":{\"k\":\"1\"}}}");
    answerPatches();
    assertThat(lastStatus()).contains("couldn't find key k in ConfigMap ns/x");
  }

  @Test
  void aPullSecretThatIsMissingIsToldAndNotWaitedFor() {
    hold("", ",\"imagePullSecrets\":[{\"name\":\"a\"},{\"name\":\"b\"},{}]");
    absent("secrets", "a");
    there("secrets", "b", "{}");
    assertThat(runs()).isTrue();
    assertThat(events())
        .contains(
            "FailedToRetrieveImagePullSecret Unable to retrieve some image pull secrets (a);"
                + " attempting to pull the image may not succeed.");
  }

  @Test
  void whatWasDeletedWhileTheWatchWasBrokenIsMissing() {
    hold("", volume("\"configMap\":{\"name\":\"m\",\"items\":[{\"key\":\"k\"}]}"));
    there("configmaps", "m", "{}");
    watch("configmaps", "m").event("{\"type\":\"ERROR\",\"object\":{\"code\":410}}");
    watch("configmaps", "m").end("");
    after(Duration.ofMillis(1_700));
    api.lastStream().event(SYNCED);
    after(Duration.ofSeconds(2));
    assertThat(events()).last().asString().contains("configmap \"m\" not found");
  }

  @Test
  void aPodThatIsDeletedIsNotTriedAnyMore() {
    hold("", volume("\"configMap\":{\"name\":\"m\"}"));
    absent("configmaps", "m");
    byte[] pod =
        ApiMessages.encode(
            "Pod",
            "{\"metadata\":{\"name\":\"p\",\"namespace\":\"ns\",\"uid\":\"u1\"},"
                + "\"spec\":{\"nodeName\":\"n1\"}}");
    api.loop.run(
        () ->
            pods.event(
                EventType.DELETED,
                ObservedPod.of(pod, 0, pod.length).orElseThrow(),
                pod,
                0,
                pod.length));
    assertThat(watch("configmaps", "m").cancelled).isTrue();
    int before = api.calls.size();
    after(Duration.ofMinutes(5));
    assertThat(api.calls).hasSize(before);
  }

  @Test
  void whatAnAddedContainerRefersToIsWatchedToo() {
    hold("", "");
    assertThat(runs()).isTrue();
    byte[] pod =
        ApiMessages.encode(
            "Pod",
            "{\"metadata\":{\"name\":\"p\",\"namespace\":\"ns\",\"uid\":\"u1\",\"generation\":2},"
                + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}],\"nodeName\":\"n1\","
                + "\"ephemeralContainers\":[{\"name\":\"d\",\"image\":\"i\""
                + env("secretKeyRef", "")
                + "}]},\"status\":{\"phase\":\"Running\"}}");
    ObservedPod echo = ObservedPod.of(pod, 0, pod.length).orElseThrow();
    api.loop.run(() -> pods.event(EventType.MODIFIED, echo, pod, 0, pod.length));
    absent("secrets", "x");
    after(Duration.ofSeconds(16));
    assertThat(events()).last().asString().isEqualTo("Failed Error: secret \"x\" not found");
  }
}
