package io.scaletest.flunderdriver;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.run.ObjectNames;
import io.scaletest.common.run.RunId;
import io.scaletest.driving.lifecycle.BodyEncoding;
import io.scaletest.driving.lifecycle.KindLifecycle;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.kube.flunders.FlunderApi;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.wire.time.AnnotationTimestamps;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class FlundersTest {
  private static final ObjectKind TODAY = FlunderApi.kind("wardle.example.com", "v1alpha1");

  private final ManualTicker ticker = new ManualTicker();

  private ObjectLifecycle lifecycle(ObjectKind api, String reference) {
    return new KindLifecycle(
        Flunders.of(api, reference),
        new ObjectNames(RunId.of("r%n"), 300),
        300,
        WallClock.startingAt(Instant.parse("2020-08-31T21:05:09.123Z"), ticker),
        new AnnotationTimestamps(ZoneId.of("America/Los_Angeles")),
        "flunder-driver",
        BodyEncoding.JSON);
  }

  private String body(ObjectKind api, String reference) {
    return new String(
        lifecycle(api, reference).create(7, ticker.nanos()).body(), StandardCharsets.UTF_8);
  }

  /** The original's, which has no annotation; the contract gives one to every driver's objects. */
  @Test
  void aCreateIsTheOriginalsFlunderWithTheTimeOfTheSending() {
    ApiRequest create = lifecycle(TODAY, "").create(7, ticker.nanos());

    assertThat(create.method()).isEqualTo("POST");
    assertThat(create.path())
        .isEqualTo(
            "/apis/wardle.example.com/v1alpha1/namespaces/scaletest/flunders"
                + "?fieldManager=flunder-driver");
    assertThat(body(TODAY, ""))
        .isEqualTo(
            "{\"apiVersion\":\"wardle.example.com/v1alpha1\",\"kind\":\"Flunder\",\"metadata\":{"
                + "\"name\":\"r%n-007\",\"namespace\":\"scaletest\","
                + "\"labels\":{\"purpose\":\"scaletest\"},\"annotations\":{"
                + "\"scaletest/createTimestamp\":\"2020-08-31 14:05:09.123 -0700\"}},"
                + "\"spec\":{},\"status\":{}}");
  }

  @Test
  void aReferenceIsInTheFieldThatTheVersionHasForIt() {
    assertThat(body(TODAY, "other"))
        .contains("\"spec\":{\"reference\":\"other\",\"referenceType\":\"Flunder\"}");
    assertThat(body(FlunderApi.kind("wardle.example.com", "v1beta1"), "other"))
        .contains("\"spec\":{\"flunderReference\":\"other\",\"referenceType\":\"Flunder\"}");
  }

  @Test
  void aDeleteNamesTheObject() {
    ApiRequest delete = lifecycle(TODAY, "").delete(300);

    assertThat(delete.method()).isEqualTo("DELETE");
    assertThat(delete.path())
        .isEqualTo("/apis/wardle.example.com/v1alpha1/namespaces/scaletest/flunders/r%25n-300");
  }
}
