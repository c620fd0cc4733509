package io.scaletest.common.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorCountsTest {
  private final ErrorCounts errors = new ErrorCounts();

  @Test
  void countsEachMessageMostFrequentFirst() {
    errors.add("rare");
    errors.add("often");
    errors.add("also rare");
    errors.add("often");

    assertThat(errors.byFrequency())
        .containsExactly(Map.entry("often", 2L), Map.entry("rare", 1L), Map.entry("also rare", 1L));
    assertThat(errors.total()).isEqualTo(4);
  }

  @Test
  void memoryIsBoundedAndNoErrorIsForgotten() {
    for (int i = 0; i < 10_000; i++) {
      errors.add("object " + i + " " + "x".repeat(1_000));
    }

    Map<String, Long> counts = errors.byFrequency();
    assertThat(counts).hasSize(ErrorCounts.MESSAGES_MAX + 1);
    assertThat(counts).containsEntry(ErrorCounts.OTHERS, 10_000L - ErrorCounts.MESSAGES_MAX);
    assertThat(counts.keySet())
        .allSatisfy(
            message ->
                assertThat(message).hasSizeLessThanOrEqualTo(ErrorCounts.MESSAGE_CHARS_MAX + 1));
    assertThat(errors.total()).isEqualTo(10_000);
  }
}
