package io.scaletest.common.latency;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.latency.SeriesName.Quantity;
import io.scaletest.common.operation.Operation;
import org.junit.jupiter.api.Test;

class SeriesNameTest {
  @Test
  void aSeriesOfAnyOperationIsWhatItsNameSays() {
    for (Operation each : Operation.values()) {
      assertThat(SeriesName.of(each.word() + ".response"))
          .isEqualTo(new SeriesName(Quantity.RESPONSE, each.word()));
      assertThat(SeriesName.of(each.word() + ".failed.response"))
          .isEqualTo(new SeriesName(Quantity.FAILED_RESPONSE, each.word()));
    }
  }

  @Test
  void aSeriesOfAllOperationsHasNone() {
    assertThat(SeriesName.of("lateness")).isEqualTo(new SeriesName(Quantity.LATENESS, ""));
  }

  @Test
  void anyOtherNameIsOfTheToolsOwn() {
    assertThat(SeriesName.of("eventRead")).isEqualTo(new SeriesName(Quantity.OTHER, "eventRead"));
  }
}
