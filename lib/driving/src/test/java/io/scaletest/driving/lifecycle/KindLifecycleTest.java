package io.scaletest.driving.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.run.ObjectNames;
import io.scaletest.common.run.RunId;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.protobuf.KubernetesProtobuf;
import io.scaletest.wire.protobuf.MalformedProtobufException;
import io.scaletest.wire.time.AnnotationTimestamps;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KindLifecycleTest {
  private static final String COLLECTION = "/api/v1/namespaces/scaletest/configmaps";
  private static final ObjectKind NODE = new ObjectKind("", "v1", "nodes", "Node", false);
  private static final ObjectTemplate CONFIG_MAPS =
      new ObjectTemplate(ObjectKind.CONFIG_MAP, JsonTree.of("data", JsonTree.of("foo", "XXX")));

  private final ManualTicker ticker = new ManualTicker();

  private KindLifecycle lifecycle(ObjectTemplate template, int extraDigits, long largest) {
    return lifecycle(template, extraDigits, largest, BodyEncoding.JSON);
  }

  private KindLifecycle lifecycle(
      ObjectTemplate template, int extraDigits, long largest, BodyEncoding encoding) {
    return new KindLifecycle(
        template,
        new ObjectNames(RunId.of("run"), 99, extraDigits),
        largest,
        WallClock.startingAt(Instant.parse("2020-08-31T21:05:09.123Z"), ticker),
        new AnnotationTimestamps(ZoneId.of("America/Los_Angeles")),
        "cmdriverclosed",
        encoding);
  }

  private static String text(ApiRequest request) {
    return new String(request.body(), StandardCharsets.UTF_8);
  }

  /** The contract of the closed-loop driver. */
  @Test
  void aCreateHasNameLabelAndTime() {
    ApiRequest create = lifecycle(CONFIG_MAPS, 2, 99).create(7, ticker.nanos());

    assertThat(create.method()).isEqualTo("POST");
    assertThat(create.path()).isEqualTo(COLLECTION + "?fieldManager=cmdriverclosed");
    assertThat(text(create))
        .isEqualTo(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"run-0007\","
                + "\"namespace\":\"scaletest\",\"labels\":{\"purpose\":\"scaletest\"},"
                + "\"annotations\":{\"scaletest/createTimestamp\":"
                + "\"2020-08-31 14:05:09.123 -0700\"}},\"data\":{\"foo\":\"XXX\"}}");
  }

  @Test
  void aDeleteNamesTheObjectAndHasTheOptionsOfItsKind() {
    ApiRequest delete = lifecycle(CONFIG_MAPS, 0, 99).delete(7);
    assertThat(delete.method()).isEqualTo("DELETE");
    assertThat(delete.path()).isEqualTo(COLLECTION + "/run-07");
    assertThat(text(delete)).isEqualTo("{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\"}");

    ObjectTemplate atOnce =
        new ObjectTemplate(
            NODE,
            Optional.empty(),
            Map.of(),
            ObjectPatch.ofAnnotations(),
            Map.of("gracePeriodSeconds", 0));
    ApiRequest deleteNode = lifecycle(atOnce, 0, 99).delete(7);
    assertThat(deleteNode.path()).isEqualTo("/api/v1/nodes/run-07");
    assertThat(text(deleteNode))
        .isEqualTo("{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"gracePeriodSeconds\":0}");
  }

  /** The contract of the closed-loop driver. */
  @Test
  void anUpdateOfDataIsAStrategicMergePatchWithThePhaseAndTheTime() {
    KindLifecycle objects = lifecycle(CONFIG_MAPS.updatedBy(ObjectPatch.ofData(12)), 0, 99);
    ticker.advanceNs(1_500_000);
    ApiRequest update = objects.update(7, 25, ticker.nanos());

    assertThat(update.method()).isEqualTo("PATCH");
    assertThat(update.contentType()).isEqualTo("application/strategic-merge-patch+json");
    assertThat(update.path()).isEqualTo(COLLECTION + "/run-07?fieldManager=cmdriverclosed");
    assertThat(text(update))
        .isEqualTo(
            "{\"data\":{\"baz\":\"000000000025\"},\"metadata\":{\"annotations\":{"
                + "\"scaletest/updateTimestamp\":\"2020-08-31 14:05:09.124 -0700\"}}}");
  }

  @Test
  void anyKindCanBeUpdatedByItsAnnotations() {
    ApiRequest update = lifecycle(CONFIG_MAPS, 0, 99).update(7, 25, ticker.nanos());

    assertThat(update.contentType()).isEqualTo("application/merge-patch+json");
    assertThat(text(update))
        .isEqualTo(
            "{\"metadata\":{\"annotations\":{\"scaletest/updateNumber\":\"0000000025\","
                + "\"scaletest/updateTimestamp\":\"2020-08-31 14:05:09.123 -0700\"}}}");
  }

  /** 99 objects of 8 threads: the last one is number 104. */
  @Test
  void aNumberWithMoreDigitsThanUsualIsWhole() {
    KindLifecycle objects = lifecycle(CONFIG_MAPS, 0, 104);

    assertThat(objects.name(104)).isEqualTo("run-104");
    assertThat(text(objects.create(104, ticker.nanos()))).contains("\"name\":\"run-104\"");
    assertThat(text(objects.create(99, ticker.nanos()))).contains("\"name\":\"run-99\"");
    assertThat(objects.delete(104).path()).endsWith("/run-104");
    assertThat(lifecycle(CONFIG_MAPS, 1, 104).name(104)).isEqualTo("run-104");
  }

  @Test
  void aManifestKeepsWhatIsItsOwnAndLosesWhatIsEachObjects() {
    String manifest =
        "{\"apiVersion\":\"v2\",\"kind\":\"Other\",\"metadata\":{\"name\":\"n\",\"namespace\":\"m\","
            + "\"uid\":\"u\",\"resourceVersion\":\"7\",\"generateName\":\"g\","
            + "\"labels\":{\"app\":\"a\",\"purpose\":\"mine\"},"
            + "\"annotations\":{\"note\":\"ä\",\"scaletest/createTimestamp\":\"then\"},"
            + "\"finalizers\":[\"x/y\"]},\"spec\":{\"size\":3,\"on\":true}}";
    ObjectTemplate template =
        new ObjectTemplate(
            ObjectKind.CONFIG_MAP,
            JsonTree.object(manifest.getBytes(StandardCharsets.UTF_8)).orElseThrow());

    assertThat(text(lifecycle(template, 0, 99).create(1, ticker.nanos())))
        .isEqualTo(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"run-01\","
                + "\"namespace\":\"scaletest\",\"labels\":{\"app\":\"a\",\"purpose\":\"scaletest\"},"
                + "\"annotations\":{\"note\":\"ä\",\"scaletest/createTimestamp\":"
                + "\"2020-08-31 14:05:09.123 -0700\"},\"finalizers\":[\"x/y\"]},"
                + "\"spec\":{\"size\":3,\"on\":true}}");
  }

  @Test
  void inProtobufBodiesSayTheSameAsInJsonAndAnswersMayBeInEither() throws Exception {
    String deployment =
        "{\"metadata\":{\"annotations\":{\"note\":\"ä~~~~\"}},\"spec\":{\"replicas\":3,\"selector\":"
            + "{\"matchLabels\":{\"a\":\"b\"}},\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},"
            + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i:1\",\"resources\":"
            + "{\"requests\":{\"cpu\":\"10m\"}}}]}}}}";
    for (ObjectTemplate template :
        List.of(
            CONFIG_MAPS,
            new ObjectTemplate(
                new ObjectKind("apps", "v1", "deployments", "Deployment", true),
                JsonTree.object(deployment.getBytes(StandardCharsets.UTF_8)).orElseThrow()))) {
      KindLifecycle json = lifecycle(template, 0, 104);
      KindLifecycle protobuf = lifecycle(template, 0, 104, BodyEncoding.PROTOBUF);
      for (long number : List.of(1L, 99L, 104L)) {
        assertSame(protobuf.create(number, ticker.nanos()), json.create(number, ticker.nanos()));
        assertSame(protobuf.delete(number), json.delete(number));
      }
      ApiRequest update = protobuf.update(7, 25, ticker.nanos());
      assertThat(text(update)).isEqualTo(text(json.update(7, 25, ticker.nanos())));
      assertThat(update.accept()).isEqualTo(ApiRequest.PROTOBUF_OR_JSON);
    }
  }

  private static void assertSame(ApiRequest protobuf, ApiRequest json)
      throws MalformedProtobufException {
    assertThat(protobuf.method()).isEqualTo(json.method());
    assertThat(protobuf.path()).isEqualTo(json.path());
    assertThat(protobuf.contentType()).isEqualTo(ApiRequest.PROTOBUF);
    assertThat(protobuf.accept()).isEqualTo(ApiRequest.PROTOBUF_OR_JSON);
    assertThat(KubernetesProtobuf.decode(protobuf.body()).orElseThrow())
        .isEqualTo(JsonTree.object(json.body()).orElseThrow());
  }

  @Test
  void customResourcesHaveNoProtobuf() {
    ObjectKind flunder =
        new ObjectKind("wardle.example.com", "v1alpha1", "flunders", "Flunder", true);
    assertThat(BodyEncoding.PROTOBUF.has(ObjectKind.CONFIG_MAP)).isTrue();
    assertThat(BodyEncoding.PROTOBUF.has(flunder)).isFalse();
    assertThat(BodyEncoding.JSON.has(flunder)).isTrue();
  }

  @Test
  void aKindIsInANamespaceOrInNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ObjectTemplate(NODE, Map.of()));
    ObjectTemplate nodes =
        new ObjectTemplate(NODE, Optional.empty(), Map.of(), ObjectPatch.ofAnnotations(), Map.of());
    assertThat(text(lifecycle(nodes, 0, 99).create(1, ticker.nanos())))
        .startsWith(
            "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"run-01\",\"labels\"")
        .endsWith(" -0700\"}}}");
  }
}
