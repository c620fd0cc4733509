package io.scaletest.hollownode.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.fake.Recorded;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.Watch;
import io.scaletest.hollownode.node.WatchSink;
import io.scaletest.hollownode.node.WatchTarget;
import io.scaletest.watching.heads.EventType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a real API server sends is read as it was meant. */
class RecordedWatchTest {
  private static final String UID = "3b2553c9-4067-4647-9c75-6e630a8e9d0b";

  private final FakeApi api = new FakeApi();
  private final List<String> heard = new ArrayList<>();
  private final List<PodSpec> pods = new ArrayList<>();
  private final List<ObservedPod> echoes = new ArrayList<>();

  private final WatchSink sink =
      new WatchSink() {
        @Override
        public void event(EventType type, byte[] bytes, int offset, int length) {
          ObservedPod echo = ObservedPod.of(bytes, offset, length).orElseThrow();
          heard.add(type + " " + echo.uid());
          echoes.add(echo);
          pods.add(PodSpec.read(bytes, offset, length).orElseThrow());
        }

        @Override
        public void synced() {
          heard.add("synced");
        }
      };

  private PodSpec watched(String recording) {
    api.loop.run(
        () ->
            Watch.open(
                api.loop, api.client()::stream, WatchTarget.pods(""), sink, new HollowFigures()));
    api.lastStream().send(ByteBuffer.wrap(Recorded.bytes(recording)));
    return pods.get(0);
  }

  @Test
  void eventsAreHeardWhereverTheirBytesAreCut() {
    byte[] bytes = Recorded.bytes("pod-watch.bin");
    for (int at = 1; at < bytes.length; at++) {
      heard.clear();
      api.loop.run(
          () ->
              Watch.open(
                  api.loop, api.client()::stream, WatchTarget.pods(""), sink, new HollowFigures()));
      api.lastStream().send(ByteBuffer.wrap(bytes, 0, at));
      api.lastStream().send(ByteBuffer.wrap(bytes, at, bytes.length - at));
      assertThat(heard).as("cut at %d", at).containsExactly("ADDED " + UID, "synced");
    }
  }

  @Test
  void theBookmarksVersionIsWhereTheWatchGoesOn() {
    watched("pod-watch.bin");
    api.lastStream().end("");
    assertThat(api.lastStream().path).contains("&resourceVersion=279&");
  }

  private static List<String> names(PodSpec pod, References.Kind kind) {
    return pod.references().objects().stream()
        .filter(id -> id.kind() == kind)
        .map(References.ObjectId::name)
        .toList();
  }

  @Test
  void aPodIsReadWholeWithItsVolumesEnvironmentProbesAndPlacement() {
    PodSpec pod = watched("pod-watch.bin");
    assertThat(pod.key() + " " + pod.uid() + " on " + pod.nodeName())
        .isEqualTo("default/everything " + UID + " on n1");
    assertThat(pod.restartPolicy()).isEqualTo("OnFailure");
    assertThat(pod.graceSeconds()).isEqualTo(12);
    assertThat(pod.deadlineSeconds()).isEqualTo(600);
    assertThat(pod.serviceAccount()).isEqualTo("default");
    assertThat(pod.hostNetwork()).isFalse();
    assertThat(pod.readinessGates()).containsExactly("example.com/gate");
    assertThat(pod.overheads()).isEqualTo(Map.of("cpu", "50m", "memory", "12Mi"));
    assertThat(names(pod, References.Kind.CONFIG_MAP))
        .contains("volume-map", "projected-map", "env-map", "from-map");
    assertThat(names(pod, References.Kind.SECRET))
        .containsExactlyInAnyOrder(
            "volume-secret", "projected-secret", "pull", "env-secret", "from-secret");
    assertThat(pod.references().pullSecrets()).containsExactly("pull");
    assertThat(pod.references().tokens()).contains(new References.Token("vault", 7_200));
    assertThat(pod.meta().labels()).isEqualTo(Map.of("app", "web", "zone", "a"));
    assertThat(pod.meta().annotations()).containsEntry("scaletest.io/note", "grüße €");
    assertThat(pod.meta().ownerKind()).isEqualTo("Node");
    assertThat(pod.placement().nodeSelector()).isEqualTo(Map.of("disk", "ssd"));
    assertThat(pod.placement().os()).isEqualTo("linux");
    assertThat(pod.placement().tolerations())
        .contains(new PodSpec.Toleration("gpu", "Exists", "", "NoSchedule"));
    assertThat(pod.placement().requiredAffinity().toString())
        .isEqualTo(
            "{nodeSelectorTerms=[{matchExpressions=[{key=disk, operator=In, values=[ssd, nvme]}],"
                + " matchFields=[{key=metadata.name, operator=In, values=[n1]}]}]}");
  }

  @Test
  void containersAreReadWithTheirResourcesMountsAndProbes() {
    PodSpec pod = watched("pod-watch.bin");
    assertThat(pod.initContainers()).extracting("name").containsExactly("first", "side");
    assertThat(pod.initContainers()).extracting("sidecar").containsExactly(false, true);
    assertThat(pod.initContainers().get(0).requests()).isEqualTo(Map.of("cpu", "1"));
    assertThat(pod.initContainers().get(1).startupProbe().orElseThrow().delaySeconds())
        .isEqualTo(2);
    assertThat(pod.containers()).hasSize(1);
    assertThat(pod.containers().get(0).image()).isEqualTo("fake/web:1");
    assertThat(pod.containers().get(0).readinessProbe().orElseThrow().delaySeconds())
        .isEqualTo(4 + 2 * 5);
    assertThat(pod.containers().get(0).startupProbe()).isEmpty();
    assertThat(pod.containers().get(0).resourcesJson())
        .isEqualTo(
            "{\"limits\":{\"example.com/gpu\":\"2\",\"memory\":\"128Mi\"},"
                + "\"requests\":{\"cpu\":\"250m\",\"example.com/gpu\":\"2\",\"memory\":\"64Mi\"}}");
    assertThat(pod.containers().get(0).mountsJson())
        .startsWith(
            "[{\"mountPath\":\"/config\",\"name\":\"config\",\"readOnly\":true,"
                + "\"recursiveReadOnly\":\"Disabled\"},{\"mountPath\":\"/work\",\"name\":\"work\"},");
  }

  @Test
  void aPodsStatusIsReadAndSoIsItsEcho() {
    ObservedPodStatus status = watched("pod-watch.bin").status();
    assertThat(status.phase()).isEqualTo("Running");
    assertThat(status.podIps().get(0)).isEqualTo("10.0.7.9");
    assertThat(status.startSecond()).isEqualTo(1_795_249_200L);
    assertThat(status.deleting()).isFalse();
    assertThat(status.condition("Ready")).isEqualTo("False");
    assertThat(status.condition("PodScheduled")).isEqualTo("True");
    assertThat(status.condition("Initialized")).isEqualTo("True");
    ObservedPod echo = echoes.get(0);
    assertThat(echo.nodeName() + " " + echo.phase()).isEqualTo("n1 Running");
    assertThat(echo.generation()).isEqualTo(1);
    assertThat(echo.deletionGraceSeconds()).isEqualTo(-1);
    // Two bits each: Initialized and PodScheduled true (1), Ready false (2), the others absent.
    assertThat(echo.conditions()).isEqualTo(0b01_00_10_01_00_00_00);
  }

  @Test
  void aPodThatIsBeingDeletedSaysForHowLong() {
    PodSpec pod = watched("pod-deleting-watch.bin");
    assertThat(pod.status().deleting()).isTrue();
    assertThat(pod.status().deletionGraceSeconds()).isEqualTo(12);
    assertThat(echoes.get(0).deletionGraceSeconds()).isEqualTo(12);
    assertThat(echoes.get(0).generation()).isEqualTo(2);
  }
}
