package io.scaletest.e2e.contract;

import static io.scaletest.e2e.contract.Api.message;
import static io.scaletest.e2e.contract.Api.ok;
import static io.scaletest.e2e.contract.Api.refused;
import static io.scaletest.e2e.contract.Api.text;
import static io.scaletest.e2e.contract.Api.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.InBothEncodings;
import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.RawApi;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.controlplane.TestCluster;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Gets and lists, with everything that can be asked of them. */
@SideBySide
@InBothEncodings
@Timeout(300)
class ReadsContractIT {
  private static Api withConfigMaps(TestCluster cluster, String... names) {
    Api api = new Api(cluster);
    for (String name : names) {
      api.createConfigMap(name, name);
    }
    return api;
  }

  private static String of(Api api, String... names) {
    return api.configMaps() + "?labelSelector=app%20in%20(" + String.join(",", names) + ")";
  }

  @OnBothClusters
  void anObjectIsReadAsItWasWritten(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode created = api.createConfigMap("a", "ü \\\"quoted\\\" \\n \uD83D\uDE00");
    JsonNode read = ok(api.get(api.configMaps() + "/a"));
    assertThat(read.path("data")).isEqualTo(created.path("data"));
    assertThat(version(read)).isEqualTo(version(created));
  }

  @OnBothClusters
  void whatIsNotThereIsNotFound(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode status = refused(api.get(api.configMaps() + "/a"), 404, "NotFound");
    assertThat(message(status)).isEqualTo("configmaps \"a\" not found");
  }

  @OnBothClusters
  void anUnknownResourceIsNotFound(TestCluster cluster) {
    Api api = new Api(cluster);
    assertThat(api.get(api.path("nosuchthings")).status()).isEqualTo(404);
    assertThat(api.get("/apis/no.such.group/v1/things").status()).isEqualTo(404);
    assertThat(api.get("/nosuchpath").status()).isEqualTo(404);
  }

  @OnBothClusters
  void aListHasItsKindVersionAndItemsInOrder(TestCluster cluster) {
    Api api = withConfigMaps(cluster, "b", "a", "c");
    JsonNode list = ok(api.get(api.configMaps()));
    assertThat(text(list, "kind")).isEqualTo("ConfigMapList");
    assertThat(text(list, "apiVersion")).isEqualTo("v1");
    assertThat(version(list)).matches("[0-9]+");
    assertThat(Api.ownNames(list)).containsExactly("a", "b", "c");
  }

  @OnBothClusters
  void anEmptyListHasItems(TestCluster cluster) {
    Api api = new Api(cluster);
    // In protobuf there is nothing where a list is empty.
    JsonNode list = ok(new RawApi(cluster.client()).get(api.path("pods")));
    assertThat(list.path("items").isArray()).isTrue();
    assertThat(list.path("items").size()).isZero();
  }

  @OnBothClusters
  void aListMayBeOfAllNamespaces(TestCluster cluster) {
    Api api = withConfigMaps(cluster, "a");
    JsonNode list = ok(api.get("/api/v1/configmaps?labelSelector=app%3Da"));
    assertThat(list.path("items"))
        .anySatisfy(
            item -> assertThat(text(item, "metadata", "namespace")).isEqualTo(api.namespace()));
  }

  @OnBothClusters
  void labelsSelect(TestCluster cluster) {
    Api api = withConfigMaps(cluster, "a", "b", "c");
    String list = api.configMaps() + "?labelSelector=";
    assertThat(Api.names(ok(api.get(list + "app%3Da")))).containsExactly("a");
    assertThat(Api.names(ok(api.get(list + "app%3D%3Da")))).containsExactly("a");
    assertThat(Api.names(ok(api.get(list + "app,app%21%3Da")))).containsExactly("b", "c");
    assertThat(Api.names(ok(api.get(list + "app%20in%20(a,c)")))).containsExactly("a", "c");
    assertThat(Api.names(ok(api.get(list + "app,app%20notin%20(a,c)")))).containsExactly("b");
    assertThat(Api.ownNames(ok(api.get(list + "%21app")))).isEmpty();
  }

  @OnBothClusters
  void aSelectorThatCannotBeReadIsRefused(TestCluster cluster) {
    Api api = new Api(cluster);
    for (String selector : List.of("a%3D%3D%3Db", "a%20in", "%3Db", "a%20in%20(b", "a,,b")) {
      refused(api.get(api.configMaps() + "?labelSelector=" + selector), 400, "BadRequest");
    }
  }

  @OnBothClusters
  void fieldsSelect(TestCluster cluster) {
    Api api = withConfigMaps(cluster, "a", "b");
    assertThat(Api.names(ok(api.get(api.configMaps() + "?fieldSelector=metadata.name%3Db"))))
        .containsExactly("b");
    assertThat(
            Api.names(
                ok(
                    api.get(
                        "/api/v1/configmaps?fieldSelector=metadata.namespace%3D"
                            + api.namespace()
                            + ",metadata.name%3Da"))))
        .containsExactly("a");
  }

  @OnBothClusters
  void aFieldThatCannotBeSelectedIsRefused(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode status =
        refused(api.get(api.configMaps() + "?fieldSelector=spec.x%3Dy"), 400, "BadRequest");
    assertThat(message(status))
        .isEqualTo(
            "\"spec.x\" is not a known field selector: only \"metadata.name\","
                + " \"metadata.namespace\"");
    JsonNode ofPods =
        refused(api.get(api.path("pods?fieldSelector=spec.x%3Dy")), 400, "BadRequest");
    assertThat(message(ofPods)).contains("field label not supported: spec.x");
  }

  @OnBothClusters
  void pagesOfAListAreOneSnapshot(TestCluster cluster) {
    Api api = withConfigMaps(cluster, "a", "b", "c", "d", "e");
    String path = api.configMaps() + "?limit=2&fieldSelector=metadata.name%21%3Dkube-root-ca.crt";
    JsonNode page = ok(api.get(path));
    assertThat(page.path("items").size()).isEqualTo(2);
    ok(api.delete(api.configMaps() + "/d"));
    ok(api.put(api.configMaps() + "/c", Api.configMap("c", "changed")));
    api.createConfigMap("cc", "new");
    List<String> names = new ArrayList<>(Api.names(page));
    String first = version(page);
    while (!text(page, "metadata", "continue").isEmpty()) {
      page = ok(api.get(path + "&continue=" + text(page, "metadata", "continue")));
      assertThat(version(page)).isEqualTo(first);
      names.addAll(Api.names(page));
      page.path("items")
          .forEach(item -> assertThat(text(item, "data", "k")).isNotEqualTo("changed"));
    }
    assertThat(names).containsExactly("a", "b", "c", "d", "e");
  }

  @OnBothClusters
  void aPageTellsHowMuchIsLeftUnlessSomethingIsSelected(TestCluster cluster) {
    Api api = withConfigMaps(cluster, "a", "b", "c");
    JsonNode page = ok(api.get(api.configMaps() + "?limit=1"));
    int all = ok(api.get(api.configMaps())).path("items").size();
    assertThat(text(page, "metadata", "remainingItemCount")).isEqualTo(Integer.toString(all - 1));
    JsonNode selected = ok(api.get(api.configMaps() + "?limit=1&labelSelector=app"));
    assertThat(selected.path("metadata").has("remainingItemCount")).isFalse();
  }

  @OnBothClusters
  void aContinueTokenMustBeOne(TestCluster cluster) {
    Api api = new Api(cluster);
    refused(api.get(api.configMaps() + "?limit=1&continue=nonsense"), 400, "BadRequest");
  }

  @OnBothClusters
  void aListMayBeOfAnExactVersion(TestCluster cluster) {
    Api api = withConfigMaps(cluster, "a");
    String then = version(ok(api.get(of(api, "a"))));
    api.createConfigMap("b", "b");
    String exact = "&resourceVersionMatch=Exact&resourceVersion=" + then;
    JsonNode list = ok(api.get(of(api, "a", "b") + exact));
    assertThat(Api.names(list)).containsExactly("a");
    assertThat(version(list)).isEqualTo(then);
    // A cache that has reached that version may answer, and learn of the other a little later.
    String newer = of(api, "a", "b") + "&resourceVersionMatch=NotOlderThan&resourceVersion=" + then;
    api.await("both in the cache", () -> Api.names(ok(api.get(newer))).equals(List.of("a", "b")));
  }

  @OnBothClusters
  void howAVersionIsMatchedMustMakeSense(TestCluster cluster) {
    Api api = new Api(cluster);
    for (String query :
        List.of(
            "resourceVersionMatch=Exact",
            "resourceVersionMatch=Exact&resourceVersion=0",
            "resourceVersionMatch=Roughly&resourceVersion=1")) {
      refused(api.get(api.configMaps() + "?" + query), 422, "Invalid");
    }
    assertThat(api.get(api.configMaps() + "?resourceVersion=abc").status()).isEqualTo(400);
  }

  @OnBothClusters
  void aVersionOfTheFutureIsTooLarge(TestCluster cluster) {
    Api api = new Api(cluster);
    JsonNode status =
        refused(api.get(api.configMaps() + "?resourceVersion=999999999"), 504, "Timeout");
    assertThat(message(status))
        .startsWith("Timeout: Too large resource version: 999999999, current:");
    assertThat(text(status.path("details").path("causes").path(0), "reason"))
        .isEqualTo("ResourceVersionTooLarge");
  }

  @OnBothClusters
  void aTableHasColumnsAndRows(TestCluster cluster) {
    Api api = withConfigMaps(cluster, "a");
    String accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    JsonNode table = ok(api.getAs(of(api, "a"), accept));
    assertThat(text(table, "kind")).isEqualTo("Table");
    List<String> columns = new ArrayList<>();
    table.path("columnDefinitions").forEach(column -> columns.add(text(column, "name")));
    assertThat(columns).containsExactly("Name", "Data", "Age");
    assertThat(text(table.path("rows").path(0).path("cells").path(0))).isEqualTo("a");
    assertThat(text(table.path("rows").path(0), "object", "metadata", "name")).isEqualTo("a");
  }

  @OnBothClusters
  void metadataAloneCanBeHad(TestCluster cluster) {
    Api api = withConfigMaps(cluster, "a");
    String accept = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
    JsonNode list = ok(api.getAs(of(api, "a"), accept));
    assertThat(text(list, "kind")).isEqualTo("PartialObjectMetadataList");
    assertThat(Api.names(list)).containsExactly("a");
    assertThat(list.path("items").path(0).has("data")).isFalse();
  }

  @OnBothClusters
  void aMediaTypeThatNobodySpeaksIsNotAcceptable(TestCluster cluster) {
    Api api = new Api(cluster);
    assertThat(api.getAs(api.configMaps(), "text/csv").status()).isEqualTo(406);
  }
}
