package io.scaletest.common.progress;

import static io.scaletest.common.progress.DriverProgress.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DriverProgressTest {
  @Test
  void allFiguresHaveTheirField() {
    var run =
        new DriverProgress(
            1234, 3000, 99.8, 17, 40, 0, "response", 3_100_000, 12_000_000, 18_000_000_000L);

    assertThat(run.fields("created"))
        .containsExactly(
            "1,234/3,000 created",
            "99.8/s",
            "17 in flight",
            "40 waiting for a stream",
            "0 errors",
            "18 s left",
            "response p99 12 ms");
  }

  @Test
  void unknownFiguresAreLeftOut() {
    var run =
        new DriverProgress(
            5, UNKNOWN, UNKNOWN, UNKNOWN, 0, 1, "service", UNKNOWN, UNKNOWN, UNKNOWN);

    assertThat(DriverProgress.fields("deleted", () -> run).get())
        .containsExactly("5 deleted", "1 error");
  }

  @Test
  void impossibleFiguresAreRefused() {
    assertThatThrownBy(() -> new DriverProgress(-1, 1, 0, 0, 0, 0, "", 0, 0, 0))
        .hasMessage("done: must be >= 0, got -1");
    assertThatThrownBy(() -> new DriverProgress(0, 1, 0, 0, 0, 0, "", 0, -2, 0))
        .hasMessage("p99Ns: must be >= 0, or -1, got -2");
    assertThatThrownBy(() -> new DriverProgress(0, 1, Double.NaN, 0, 0, 0, "", 0, 0, 0))
        .hasMessage("ratePerSecond: must be finite and >= 0, or -1, got NaN");
  }
}
