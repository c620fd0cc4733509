package io.scaletest.cmdriverclosed;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.run.ObjectNames;
import io.scaletest.common.run.RunId;
import io.scaletest.driving.lifecycle.BodyEncoding;
import io.scaletest.driving.lifecycle.KindLifecycle;
import io.scaletest.driving.lifecycle.ObjectTemplate;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.testkit.clock.ManualTicker;
import io.scaletest.wire.time.AnnotationTimestamps;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarkedCreatesTest {
  private static final RunId RUN = RunId.of("a&b");

  @Test
  void aCreateSaysRunAndNumberInItsUrlAndNothingElseDoes() {
    MarkedCreates marked =
        new MarkedCreates(
            new KindLifecycle(
                new ObjectTemplate(ObjectKind.CONFIG_MAP, Map.of()),
                new ObjectNames(RUN, 99),
                99,
                WallClock.anchoredTo(new ManualTicker()),
                new AnnotationTimestamps(ZoneOffset.UTC),
                "cmdriverclosed",
                BodyEncoding.JSON),
            RUN);

    assertThat(marked.create(7, 0).path())
        .isEqualTo(
            "/api/v1/namespaces/scaletest/configmaps?fieldManager=cmdriverclosed&r=a%26b&i=7");
    assertThat(marked.update(7, 1, 0).path()).doesNotContain("&r=");
    assertThat(marked.delete(7).path()).doesNotContain("&r=");
  }
}
