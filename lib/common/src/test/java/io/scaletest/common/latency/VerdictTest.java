package io.scaletest.common.latency;

import static io.scaletest.common.latency.Verdict.Status.INVALID;
import static io.scaletest.common.latency.Verdict.Status.SUSPECT;
import static io.scaletest.common.latency.Verdict.Status.VALID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictTest {
  private static RunFacts.Builder run() {
    return RunFacts.of(10_000, 100).rate(100, 100);
  }

  private static ProcessFacts process(double cpuSeconds, double gcPauseSeconds) {
    return new ProcessFacts(cpuSeconds, 2, 1, gcPauseSeconds, 1);
  }

  static Stream<Arguments> oneRuleEach() {
    return Stream.of(
        arguments(run(), VALID, null),
        arguments(RunFacts.of(1, 0), VALID, null),
        arguments(RunFacts.of(0, 10), INVALID, "no request completed"),
        arguments(run().rate(100, 95), VALID, null),
        arguments(
            run().rate(100, 94.9),
            SUSPECT,
            "achieved rate 94.9/s is 94.9 % of the target 100.0/s (limit 95.0 %)"),
        arguments(
            run().rate(100, 80),
            SUSPECT,
            "achieved rate 80.0/s is 80.0 % of the target 100.0/s (limit 95.0 %)"),
        arguments(
            run().rate(1_000, 799),
            INVALID,
            "achieved rate 799.0/s is 79.9 % of the target 1000.0/s (limit 80.0 %)"),
        arguments(run().rate(100, 130), VALID, null),
        arguments(run().latenessP99Ns(10_000_000), VALID, null),
        arguments(
            run().latenessP99Ns(10_100_000), SUSPECT, "own lateness: p99 10.1 ms (limit 10.0 ms)"),
        arguments(
            run().latenessP99Ns(250_000_000), INVALID, "own lateness: p99 250 ms (limit 100 ms)"),
        arguments(run().streamWaitP99Ns(10_000_000), VALID, null),
        arguments(
            run().streamWaitP99Ns(50_000_000),
            SUSPECT,
            "waiting for a free stream: p99 50.0 ms (limit 10.0 ms)"),
        arguments(
            run().streamWaitP99Ns(10_000_000_000L),
            INVALID,
            "waiting for a free stream: p99 10.0 s (limit 100 ms)"),
        arguments(run().errors(100, 0), VALID, null),
        arguments(run().errors(101, 0), SUSPECT, "1.0 % of the requests failed (limit 1.0 %)"),
        arguments(run().errors(1_001, 0), INVALID, "10.0 % of the requests failed (limit 10.0 %)"),
        arguments(
            run().errors(1, 1),
            SUSPECT,
            "the server throttled 1 requests (429): its limits answered"),
        arguments(run().process(process(160, 0)), VALID, null),
        arguments(
            run().process(process(170, 0)),
            SUSPECT,
            "85.0 % of this process's CPUs were in use (limit 80.0 %)"),
        arguments(
            run().process(process(198, 0)),
            INVALID,
            "99.0 % of this process's CPUs were in use (limit 95.0 %)"),
        arguments(run().process(process(0, 1)), VALID, null),
        arguments(
            run().process(process(0, 2)),
            SUSPECT,
            "2.0 % of the time went to garbage collection pauses (limit 1.0 %)"),
        arguments(
            run().process(process(0, 6)),
            INVALID,
            "6.0 % of the time went to garbage collection pauses (limit 5.0 %)"),
        arguments(run().clockDriftNs(-10_000_000), VALID, null),
        arguments(
            run().clockDriftNs(-2_000_000_000),
            SUSPECT,
            "the system's clock moved by -2.00 s (limit 10.0 ms)"),
        arguments(
            run().clockDriftNs(11_000_000),
            SUSPECT,
            "the system's clock moved by 11.0 ms (limit 10.0 ms)"),
        arguments(
            run().dataFile(3, 0), SUSPECT, "requests waited for the data file's disk 3 times"),
        arguments(run().dataFile(0, 7), INVALID, "7 rows are missing in the data file"),
        arguments(run().interrupted(true), SUSPECT, "ended early by a signal"));
  }

  @ParameterizedTest
  @MethodSource("oneRuleEach")
  void eachFactBeyondItsLimitIsAReason(
      RunFacts.Builder facts, Verdict.Status status, String reason) {
    Verdict verdict = Verdict.of(facts.build());

    assertThat(verdict.reasons()).isEqualTo(reason == null ? List.of() : List.of(reason));
    assertThat(verdict.status()).isEqualTo(status);
  }

  @Test
  void theWorstFindingDecidesAndAllAreTold() {
    Verdict verdict =
        Verdict.of(run().interrupted(true).latenessP99Ns(1_000_000_000).errors(200, 5).build());

    assertThat(verdict.status()).isEqualTo(INVALID);
    assertThat(verdict.reasons())
        .containsExactly(
            "ended early by a signal",
            "own lateness: p99 1.00 s (limit 100 ms)",
            "2.0 % of the requests failed (limit 1.0 %)",
            "the server throttled 5 requests (429): its limits answered");
  }
}
