package io.scaletest.e2e.contract;

import static io.scaletest.e2e.contract.Api.message;
import static io.scaletest.e2e.contract.Api.ok;
import static io.scaletest.e2e.contract.Api.refused;
import static io.scaletest.e2e.contract.Api.text;
import static io.scaletest.e2e.contract.Api.told;
import static io.scaletest.e2e.contract.Api.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.InBothEncodings;
import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.controlplane.TestCluster;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Watches: where they begin, what they tell, how they end. */
@SideBySide
@InBothEncodings
@Timeout(300)
class WatchesContractIT {
  private static final Predicate<JsonNode> TO_THE_END = event -> false;

  private static Predicate<JsonNode> last(String event) {
    return e -> (text(e, "type") + " " + Api.name(e.path("object"))).equals(event);
  }

  @OnBothClusters
  void aWatchTellsWhatHappensAfterItsVersion(TestCluster cluster) {
    Api api = new Api(cluster);
    api.createConfigMap("before", "1");
    String from = version(ok(api.get(api.configMaps())));
    api.createConfigMap("a", "1");
    JsonNode updated = ok(api.put(api.configMaps() + "/a", Api.configMap("a", "2")));
    ok(api.delete(api.configMaps() + "/a"));
    List<JsonNode> events =
        api.watch(api.configMaps() + "?watch=true&resourceVersion=" + from, last("DELETED a"));
    assertThat(told(events)).containsExactly("ADDED a", "MODIFIED a", "DELETED a");
    JsonNode deleted = events.get(events.size() - 1).path("object");
    assertThat(text(deleted, "data", "k")).isEqualTo("2");
    assertThat(Long.parseLong(version(deleted))).isGreaterThan(Long.parseLong(version(updated)));
  }

  @OnBothClusters
  void aWatchWithoutAVersionBeginsWithWhatIsThere(TestCluster cluster) {
    Api api = new Api(cluster);
    api.createConfigMap("a", "1");
    api.createConfigMap("b", "1");
    String path = api.configMaps() + "?watch=1&labelSelector=app&timeoutSeconds=1";
    assertThat(told(api.watch(path, TO_THE_END))).containsExactlyInAnyOrder("ADDED a", "ADDED b");
    assertThat(told(api.watch(path + "&resourceVersion=0", TO_THE_END)))
        .containsExactlyInAnyOrder("ADDED a", "ADDED b");
  }

  @OnBothClusters
  void aWatchEndsInOrderWhenItsTimeIsOver(TestCluster cluster) {
    Api api = new Api(cluster);
    String from = version(ok(api.get(api.configMaps())));
    List<JsonNode> events =
        api.watch(
            api.configMaps()
                + "?watch=true&timeoutSeconds=1&labelSelector=none&resourceVersion="
                + from,
            TO_THE_END);
    assertThat(events).isEmpty();
  }

  @OnBothClusters
  void aWatchOfOneObjectTellsOfNoOther(TestCluster cluster) {
    Api api = new Api(cluster);
    String from = version(ok(api.get(api.configMaps())));
    api.createConfigMap("a", "1");
    api.createConfigMap("b", "1");
    ok(api.delete(api.configMaps() + "/b"));
    String byField = api.configMaps() + "?watch=true&fieldSelector=metadata.name%3Db";
    assertThat(told(api.watch(byField + "&resourceVersion=" + from, last("DELETED b"))))
        .containsExactly("ADDED b", "DELETED b");
  }

  @OnBothClusters
  void whoComesToMatchIsAddedAndWhoNoLongerDoesIsDeleted(TestCluster cluster) {
    Api api = new Api(cluster);
    String from = version(ok(api.get(api.configMaps())));
    api.createConfigMap("a", "1");
    String label = "{\"metadata\":{\"labels\":{\"app\":\"other\"}}}";
    JsonNode out = ok(api.patch(api.configMaps() + "/a", Api.MERGE, label));
    ok(api.patch(api.configMaps() + "/a", Api.MERGE, label.replace("other", "a")));
    ok(api.delete(api.configMaps() + "/a"));
    List<JsonNode> events =
        api.watch(
            api.configMaps()
                + "?watch=true&timeoutSeconds=2&labelSelector=app%3Da&resourceVersion="
                + from,
            TO_THE_END);
    assertThat(told(events)).containsExactly("ADDED a", "DELETED a", "ADDED a", "DELETED a");
    JsonNode left = events.get(1).path("object");
    assertThat(version(left)).as("the version of the change").isEqualTo(version(out));
    assertThat(text(left, "metadata", "labels", "app")).as("the state before it").isEqualTo("a");
  }

  @OnBothClusters
  void aStreamingListEndsWithItsBookmark(TestCluster cluster) {
    Api api = new Api(cluster);
    api.createConfigMap("a", "1");
    api.createConfigMap("b", "1");
    String path =
        api.configMaps()
            + "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
            + "&allowWatchBookmarks=true&labelSelector=app";
    List<JsonNode> events = api.watch(path, event -> text(event, "type").equals("BOOKMARK"));
    assertThat(told(events)).containsExactlyInAnyOrder("ADDED a", "ADDED b");
    JsonNode bookmark = events.get(events.size() - 1).path("object");
    assertThat(text(bookmark, "kind")).isEqualTo("ConfigMap");
    assertThat(text(bookmark, "metadata", "annotations", "k8s.io/initial-events-end"))
        .isEqualTo("true");
    String from = version(bookmark);
    api.createConfigMap("c", "1");
    assertThat(
            told(
                api.watch(
                    api.configMaps() + "?watch=true&labelSelector=app&resourceVersion=" + from,
                    last("ADDED c"))))
        .containsExactly("ADDED c");
  }

  @OnBothClusters
  void aStreamingListMustSayHowItsVersionIsMatched(TestCluster cluster) {
    Api api = new Api(cluster);
    refused(api.get(api.configMaps() + "?watch=true&sendInitialEvents=true"), 422, "Invalid");
  }

  @OnBothClusters
  void aWatchMayWaitForAVersionOfItsFuture(TestCluster cluster) {
    Api api = new Api(cluster);
    assertThat(
            told(
                api.watch(
                    api.configMaps()
                        + "?watch=true&timeoutSeconds=1&labelSelector=app&resourceVersion=99999999",
                    TO_THE_END)))
        .isEmpty();
  }

  @OnBothClusters
  void aWatchOfAnUnreadableVersionIsRefused(TestCluster cluster) {
    Api api = new Api(cluster);
    // The real server makes it a fault of its own, 500; the client has no watch in any case.
    assertThat(api.get(api.configMaps() + "?watch=true&resourceVersion=abc").status())
        .isIn(400, 500);
  }

  @OnBothClusters
  void aWatchCanBeOfRows(TestCluster cluster) {
    Api api = new Api(cluster);
    api.createConfigMap("a", "1");
    var answer =
        api.getAs(
            api.configMaps() + "?watch=true&timeoutSeconds=1&labelSelector=app",
            "application/json;as=Table;v=v1;g=meta.k8s.io");
    assertThat(answer.body()).contains("\"kind\":\"Table\"").contains("\"a\"");
  }

  @OnBothClusters
  void aSelectorOfAWatchMustBeReadable(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode status =
        refused(
            api.get(api.configMaps() + "?watch=true&fieldSelector=spec.x%3Dy"), 400, "BadRequest");
    assertThat(message(status)).contains("\"spec.x\" is not a known field selector");
  }
}
