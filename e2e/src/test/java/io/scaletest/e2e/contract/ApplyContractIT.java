package io.scaletest.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.InBothEncodings;
import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.RawAnswer;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.controlplane.TestCluster;
import tools.jackson.databind.JsonNode;

/** Server-side apply. */
@SideBySide
@InBothEncodings
class ApplyContractIT {
  private static final String APPLY = "application/apply-patch+yaml";

  private static RawAnswer apply(Api api, String options, String data) {
    return api.patch(
        api.configMaps() + "/a?" + options,
        APPLY,
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n" + data);
  }

  private static JsonNode data(RawAnswer answer) {
    assertThat(answer.succeeded()).as(answer.describe()).isTrue();
    return answer.json().path("data");
  }

  @OnBothClusters
  void applyingCreatesThenChangesThenLeavesAlone(TestCluster cluster) {
    Api api = new Api(cluster);
    RawAnswer created = apply(api, "fieldManager=me", "  x: '1'\n  z: '2'\n");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.json().at("/metadata/managedFields/0/operation").asString())
        .isEqualTo("Apply");
    RawAnswer changed = apply(api, "fieldManager=me", "  z: '3'\n");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(data(changed).has("x")).isFalse();
    assertThat(data(changed).path("z").asString()).isEqualTo("3");
    RawAnswer same = apply(api, "fieldManager=me", "  z: '3'\n");
    assertThat(same.json().at("/metadata/resourceVersion"))
        .isEqualTo(changed.json().at("/metadata/resourceVersion"));
  }

  @OnBothClusters
  void anothersFieldIsChangedByForceAlone(TestCluster cluster) {
    Api api = new Api(cluster);
    data(apply(api, "fieldManager=one", "  x: '1'\n  z: '1'\n"));
    RawAnswer refused = apply(api, "fieldManager=two", "  x: '2'\n");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().path("message").asString())
        .isEqualTo("Apply failed with 1 conflict: conflict with \"one\": .data.x");
    JsonNode forced = data(apply(api, "fieldManager=two&force=true", "  x: '2'\n"));
    assertThat(forced.path("x").asString()).isEqualTo("2");
    JsonNode after = data(apply(api, "fieldManager=one", "  z: '1'\n"));
    assertThat(after.path("x").asString()).isEqualTo("2");
  }

  @OnBothClusters
  void whoAppliesMustSayWhoItIs(TestCluster cluster) {
    Api api = new Api(cluster);
    RawAnswer refused = apply(api, "force=true", "  x: '1'\n");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().path("message").asString())
        .isEqualTo(
            "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required"
                + " for apply patch");
  }
}
