package io.scaletest.fabric8.due;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.verdict.Judgement;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.testkit.clock.ManualTicker;
import java.io.IOException;
import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class DueCallsTest {
  private final ManualTicker ticker = new ManualTicker();
  private final DueCalls calls = new DueCalls(ticker);

  private static long maxMs(LatencySeries series) {
    return LatencySummary.of(series).maxNs().getAsLong() / 1_000_000;
  }

  @Test
  void aBusyPoolIsInTheLatenessAndInTheResponse() {
    long dueNs = ticker.nanos();
    ticker.advance(Duration.ofMillis(300)); // no thread was free

    String answer =
        calls.at(
            dueNs,
            () -> {
              ticker.advance(Duration.ofMillis(50));
              return "made";
            });

    assertThat(answer).isEqualTo("made");
    assertThat(maxMs(calls.lateness())).isCloseTo(300, Percentage.withPercentage(1));
    assertThat(maxMs(calls.response())).isCloseTo(350, Percentage.withPercentage(1));
    Judgement judgement = new Judgement();
    calls.judge(judgement);
    assertThat(judgement.verdict().status()).isEqualTo(Verdict.Status.SUSPECT);
  }

  @Test
  void aCallThatFailsHasItsTimes() {
    assertThatThrownBy(
            () ->
                calls.at(
                    ticker.nanos(),
                    () -> {
                      ticker.advance(Duration.ofMillis(20));
                      throw new IOException("refused");
                    }))
        .hasMessage("refused");
    assertThat(LatencySummary.of(calls.response()).count()).isEqualTo(1);
  }
}
