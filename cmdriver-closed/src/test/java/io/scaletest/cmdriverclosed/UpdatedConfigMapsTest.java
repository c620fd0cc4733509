package io.scaletest.cmdriverclosed;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.run.RunId;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.wire.time.AnnotationTimestamps;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpdatedConfigMapsTest {
  private static final String COLLECTION = "/api/v1/namespaces/scaletest/configmaps";

  private final ManualTicker ticker = new ManualTicker();

  private UpdatedConfigMaps objects(UpdatedConfigMaps.Naming naming, boolean marked) {
    return new UpdatedConfigMaps(
        new UpdatedConfigMaps.Content(
            "cmdriverclosed", marked ? Optional.of(naming.runId()) : Optional.empty(), 3, 12),
        naming,
        WallClock.startingAt(Instant.parse("2020-08-31T21:05:09.123Z"), ticker),
        new AnnotationTimestamps(ZoneId.of("America/Los_Angeles")));
  }

  private static UpdatedConfigMaps.Naming naming(String runId, int pad, long largest) {
    return new UpdatedConfigMaps.Naming(RunId.of(runId), 99, pad, largest);
  }

  private static String text(ApiRequest request) {
    return new String(request.body(), StandardCharsets.UTF_8);
  }

  @Test
  void aCreateIsTheContractsConfigMap() {
    ApiRequest create = objects(naming("run", 2, 99), false).create(7, ticker.nanos());

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
  void anUpdateIsAStrategicMergePatchWithThePhaseAndTheTime() {
    UpdatedConfigMaps objects = objects(naming("run", 0, 99), false);
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
  void aMarkedCreateSaysRunAndNumberInItsUrl() {
    UpdatedConfigMaps objects = objects(naming("a&b", 0, 99), true);

    assertThat(objects.create(7, ticker.nanos()).path())
        .isEqualTo(COLLECTION + "?fieldManager=cmdriverclosed&r=a%26b&i=7");
    assertThat(objects.update(7, 1, ticker.nanos()).path()).doesNotContain("&r=");
  }

  @Test
  void aDeleteNamesTheObject() {
    ApiRequest delete = objects(naming("run", 0, 99), false).delete(7);

    assertThat(delete.method()).isEqualTo("DELETE");
    assertThat(delete.path()).isEqualTo(COLLECTION + "/run-07");
  }

  /** 99 objects of 8 threads: the last one is number 104. */
  @Test
  void aNumberWithMoreDigitsThanUsualIsWhole() {
    UpdatedConfigMaps objects = objects(naming("run", 0, 104), false);

    assertThat(objects.name(104)).isEqualTo("run-104");
    assertThat(text(objects.create(104, ticker.nanos()))).contains("\"name\":\"run-104\"");
    assertThat(text(objects.create(99, ticker.nanos()))).contains("\"name\":\"run-99\"");
    assertThat(objects.delete(104).path()).endsWith("/run-104");
    assertThat(objects(naming("run", 1, 104), false).name(104)).isEqualTo("run-104");
  }
}
