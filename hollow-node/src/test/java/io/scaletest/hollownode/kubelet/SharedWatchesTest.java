package io.scaletest.hollownode.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.hollownode.fake.FakeApi;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.lifetime.LifetimeRules;
import io.scaletest.hollownode.loop.InFlightLimit;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.hollownode.node.NodeSite;
import io.scaletest.hollownode.pod.Latencies;
import io.scaletest.hollownode.pod.PodHabits;
import io.scaletest.hollownode.pools.ImageCatalogue;
import io.scaletest.hollownode.pools.NamePattern;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.NodeResources;
import io.scaletest.hollownode.pools.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
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
    NodePool pool =
        new NodePool(
            "p",
            1,
            NamePattern.of(name, 1),
            new TreeMap<>(),
            List.of(),
            new NodeResources(
                new TreeMap<>(Map.of("cpu", Quantity.of(1), "pods", Quantity.of(9))),
                new TreeMap<>()),
            List.of(),
            ImageCatalogue.EMPTY,
            LifetimeRules.DEFAULT);
    HollowKubelet[] made = new HollowKubelet[1];
    api.loop.run(
        () -> {
          if (watches == null) {
            watches = new SharedWatches(api.loop, api.client(), figures);
          }
          made[0] =
              new HollowKubelet(
                  new NodeSite(
                      api.loop, api.loop, api.client(), InFlightLimit.of(0), figures, why -> {}),
                  new NodeDescription(
                      name, pool, 0, List.of("192.0.2.1"), 10250, List.of("10.0.0.0/24")),
                  new KubeletHabits(false, new PodHabits(false, false, Latencies.NONE, 0, 1, 0)),
                  watches,
                  Optional.empty(),
                  new SplittableRandom(1),
                  IGNORING);
          made[0].start();
        });
    return made[0];
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
    HollowKubelet first = kubelet("n1");
    HollowKubelet second = kubelet("n2");
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
    HollowKubelet kubelet = kubelet("n1");
    String wishes = "\"nodeSelector\":{\"disk\":\"ssd\"},\"nodeName\"";
    pods().event(pod("ADDED", "a", "n1").replace("\"nodeName\"", wishes));
    assertThat(figures.podsRejected.sum()).isEqualTo(1);
    api.streams
        .get(0)
        .event(
            "{\"type\":\"MODIFIED\",\"object\":{\"metadata\":{\"name\":\"n1\","
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
}
