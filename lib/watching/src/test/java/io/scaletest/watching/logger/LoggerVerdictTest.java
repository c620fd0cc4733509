package io.scaletest.watching.logger;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.latency.SignedLatencySeries;
import io.scaletest.common.verdict.Judgement;
import io.scaletest.common.verdict.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoggerVerdictTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # listed | changes | relists | late | unreadable | lost | latency | verdict and reason
          true     | 1       | 0       | 0    | 0          | 0    | 2000000 | VALID
          true     | 0       | 0       | 0    | 0          | 0    | 2000000 | SUSPECT server: nothing changed while watching
          false    | 0       | 0       | 0    | 0          | 0    | 2000000 | INVALID server: no list ever succeeded: nothing was watched
          true     | 9       | 1       | 2    | 0          | 0    | 2000000 | SUSPECT server: the watch was lost and listed anew 1 time: 2 changes were learnt late, and of several to one object only the last
          true     | 9       | 0       | 0    | 3          | 0    | 2000000 | SUSPECT server: 3 answers could not be read
          true     | 9       | 0       | 0    | 0          | 4    | 2000000 | INVALID client: 4 queued objects were never worked off
          true     | 9       | 0       | 0    | 0          | 0    | -900000 | VALID
          true     | 9       | 0       | 0    | 0          | 0    | -1100000 | SUSPECT run: notification latencies below zero: the clocks disagree
          """)
  void eachRuleHasItsReason(
      boolean listed,
      long changes,
      long relists,
      long learntLate,
      long unreadable,
      long lost,
      long latencyNs,
      String expected) {
    var notification = new SignedLatencySeries("notification");
    notification.record(latencyNs);

    Verdict verdict =
        LoggerVerdict.of(
            new LoggerVerdict.Facts(
                listed,
                changes,
                relists,
                learntLate,
                unreadable,
                0,
                0,
                lost,
                LatencySummary.of(notification)),
            new Judgement());

    assertThat((verdict.status() + " " + String.join("; ", verdict.reasons())).strip())
        .isEqualTo(expected);
  }
}
