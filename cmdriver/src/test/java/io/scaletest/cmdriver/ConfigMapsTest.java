package io.scaletest.cmdriver;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.run.ObjectNames;
import io.scaletest.common.run.RunId;
import io.scaletest.driving.lifecycle.BodyEncoding;
import io.scaletest.driving.lifecycle.KindLifecycle;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.wire.time.AnnotationTimestamps;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class ConfigMapsTest {
  private final ManualTicker ticker = new ManualTicker();

  private ObjectLifecycle lifecycle(String runId) {
    return new KindLifecycle(
        ConfigMaps.of(5),
        new ObjectNames(RunId.of(runId), 300),
        300,
        WallClock.startingAt(Instant.parse("2020-08-31T21:05:09.123Z"), ticker),
        new AnnotationTimestamps(ZoneId.of("America/Los_Angeles")),
        "cmdriver",
        BodyEncoding.JSON);
  }

  /** The contract: label, annotation with the client's time in the local zone, padded name. */
  @Test
  void aCreateIsTheContractsConfigMap() {
    ObjectLifecycle lifecycle = lifecycle("run");
    ticker.advanceNs(1_500_000);
    ApiRequest create = lifecycle.create(7, ticker.nanos());

    assertThat(create.method()).isEqualTo("POST");
    assertThat(create.path())
        .isEqualTo("/api/v1/namespaces/scaletest/configmaps?fieldManager=cmdriver");
    assertThat(new String(create.body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"run-007\","
                + "\"namespace\":\"scaletest\",\"labels\":{\"purpose\":\"scaletest\"},"
                + "\"annotations\":{\"scaletest/createTimestamp\":"
                + "\"2020-08-31 14:05:09.124 -0700\"}},\"data\":{\"key1\":\"00000\"}}");
  }

  @Test
  void aDeleteNamesTheObject() {
    ApiRequest delete = lifecycle("a%b").delete(300);

    assertThat(delete.method()).isEqualTo("DELETE");
    assertThat(delete.path()).isEqualTo("/api/v1/namespaces/scaletest/configmaps/a%25b-300");
  }
}
