package io.scaletest.common.verdict;

import static io.scaletest.common.verdict.Verdict.Side.CLIENT;
import static io.scaletest.common.verdict.Verdict.Side.SERVER;
import static io.scaletest.common.verdict.Verdict.Status.INVALID;
import static io.scaletest.common.verdict.Verdict.Status.SUSPECT;
import static io.scaletest.common.verdict.Verdict.Status.VALID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.LatencySummary;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JudgementTest {
  private static final long MS = 1_000_000;

  private static Arguments finds(
      UnaryOperator<Judgement> rule, Verdict.Status expected, String reason) {
    return arguments(rule, expected, reason);
  }

  private static ProcessFacts process(double cpuSeconds, double gcPauseSeconds) {
    return new ProcessFacts(cpuSeconds, 2, 1, gcPauseSeconds, 1);
  }

  /** {@code many} waits of {@code usualMs} and {@code few} of {@code longMs}. */
  private static LatencySummary waits(int many, long usualMs, int few, long longMs) {
    var series = new LatencySeries("s");
    for (int i = 0; i < many; i++) {
      series.record(usualMs * MS);
    }
    for (int i = 0; i < few; i++) {
      series.record(longMs * MS);
    }
    return LatencySummary.of(series);
  }

  static Stream<Arguments> oneRuleEach() {
    return Stream.of(
        finds(j -> j, VALID, null),
        finds(j -> j.samples(1, "no request was answered"), VALID, null),
        finds(
            j -> j.samples(0, "no request was answered"),
            INVALID,
            "server: no request was answered"),
        finds(
            j -> j.broken("IllegalStateException in the pacer"),
            INVALID,
            "client: a fault of this program: IllegalStateException in the pacer"),
        finds(j -> j.failures(100, 10_000, ""), VALID, null),
        finds(
            j -> j.failures(101, 10_000, ""),
            SUSPECT,
            "server: 1.0 % of the requests failed (limit 1.0 %)"),
        finds(
            j -> j.failures(1_001, 10_000, "timeout"),
            INVALID,
            "server: 10.0 % of the requests failed (limit 10.0 %), most of them: timeout"),
        finds(j -> j.failures(0, 0, ""), VALID, null),
        finds(
            j -> j.throttled(1), SUSPECT, "server: throttled 1 request (429): its limits answered"),
        finds(j -> j.process(process(160, 0), 100), VALID, null),
        finds(
            j -> j.process(process(162, 0), 100),
            SUSPECT,
            "client: 81.0 % of this process's CPUs were in use (limit 80.0 %)"),
        finds(
            j -> j.process(process(192, 0), 100),
            INVALID,
            "client: 96.0 % of this process's CPUs were in use (limit 95.0 %)"),
        finds(j -> j.process(process(192, 0), 0), VALID, null),
        // One tick of the kernel's is no load, however short the window.
        finds(j -> j.process(process(0.01, 0), 0.000_1), VALID, null),
        finds(
            j -> j.process(process(1, 1.5), 100),
            SUSPECT,
            "client: 1.5 % of the time went to garbage collection pauses (limit 1.0 %)"),
        finds(
            j -> j.process(process(1, 5.5), 100),
            INVALID,
            "client: 5.5 % of the time went to garbage collection pauses (limit 5.0 %)"),
        finds(j -> j.clockDrift(-10 * MS), VALID, null),
        finds(
            j -> j.clockDrift(-11 * MS),
            SUSPECT,
            "run: the system's clock moved by -11.0 ms (limit 10.0 ms)"),
        finds(j -> j.dataFile(0, 0), VALID, null),
        finds(
            j -> j.dataFile(3, 0),
            SUSPECT,
            "client: requests waited 3 times for the data file's disk"),
        finds(j -> j.dataFile(0, 3), INVALID, "run: 3 rows are missing in the data file"),
        finds(j -> j.standstill(400 * MS, 1_900 * MS, 100), VALID, null),
        finds(
            j -> j.standstill(600 * MS, 600 * MS, 100),
            SUSPECT,
            "client: this process stood still for 600 ms (limit 500 ms)"),
        finds(
            j -> j.standstill(2_000 * MS, 2_000 * MS, 30),
            SUSPECT,
            "client: 6.7 % of the time this process stood still (limit 2.0 %), once for 2.00 s"),
        finds(
            j -> j.standstill(300 * MS, 9_000 * MS, 30),
            INVALID,
            "client: 30.0 % of the time this process stood still (limit 20.0 %), once for 300 ms"));
  }

  static Stream<Arguments> waysToEndEarly() {
    return Stream.of(
        finds(
            j -> j.endedEarly(Optional.of(CommonExit.INTERRUPTED)),
            SUSPECT,
            "run: ended early by a signal"),
        finds(Judgement::unwritable, SUSPECT, "run: ended early by results that cannot be written"),
        finds(j -> j.endedEarly(Optional.of(CommonExit.INTERNAL)), VALID, null),
        finds(j -> j.endedEarly(Optional.of(CommonExit.OUTPUT)), VALID, null),
        finds(j -> j.endedEarly(Optional.empty()), VALID, null));
  }

  @ParameterizedTest
  @MethodSource({"oneRuleEach", "waysToEndEarly"})
  void eachRuleHasItsLimit(UnaryOperator<Judgement> rule, Verdict.Status expected, String reason) {
    Verdict verdict = rule.apply(new Judgement()).verdict();

    assertThat(verdict.status()).isEqualTo(expected);
    if (reason == null) {
      assertThat(verdict.reasons()).isEmpty();
    } else {
      assertThat(verdict.reasons()).containsExactly(reason);
    }
  }

  static Stream<Arguments> samplesOfEverySize() {
    return Stream.of(
        arguments("none", waits(0, 0, 0, 0), VALID, null),
        arguments("a few, one late by its start-up", waits(2, 1, 1, 30), VALID, null),
        arguments("a few, late", waits(2, 1, 1, 300), SUSPECT, "max 300 ms (limit 100 ms)"),
        arguments("a few, very late", waits(2, 1, 1, 3_000), INVALID, "max 3.00 s (limit 1.00 s)"),
        arguments("600, the start-up of 30 late", waits(570, 1, 30, 60), VALID, null),
        arguments("600, 90 late", waits(510, 1, 90, 80), SUSPECT, "p90 80.0 ms (limit 10.0 ms)"),
        arguments(
            "600, 90 very late", waits(510, 1, 90, 200), INVALID, "p90 200 ms (limit 100 ms)"),
        arguments(
            "600, 4 of them met a stop",
            waits(596, 1, 4, 2_000),
            SUSPECT,
            "max 2.00 s (limit 100 ms)"),
        arguments("2,000, 1 % late", waits(1_980, 1, 20, 50), VALID, null),
        arguments(
            "2,000, 2 % late", waits(1_960, 1, 40, 50), SUSPECT, "p99 50.0 ms (limit 10.0 ms)"),
        arguments(
            "20,000, 0.5 % very late",
            waits(19_900, 1, 100, 400), SUSPECT, "p99.9 400 ms (limit 100 ms)"),
        arguments(
            "20,000, one extremely late",
            waits(19_999, 1, 1, 2_000),
            SUSPECT,
            "max 2.00 s (limit 1.00 s)"),
        arguments("20,000, one late", waits(19_999, 1, 1, 800), VALID, null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samplesOfEverySize")
  void ownWaitsAreJudgedByTheHighestPercentileThatTheSamplesCarry(
      String name, LatencySummary waits, Verdict.Status expected, String reason) {
    Verdict verdict = new Judgement().ownWait("own lateness", waits).verdict();

    assertThat(verdict.status()).isEqualTo(expected);
    if (reason == null) {
      assertThat(verdict.reasons()).isEmpty();
    } else {
      assertThat(verdict.reasons()).containsExactly("client: own lateness: " + reason);
    }
  }

  @Test
  void theWorstFindingDecidesAndIsToldFirst() {
    Verdict verdict =
        new Judgement()
            .endedEarly(Optional.of(CommonExit.TERMINATED))
            .dataFile(1, 7)
            .throttled(2)
            .verdict();

    assertThat(verdict.status()).isEqualTo(INVALID);
    assertThat(verdict.reasons())
        .containsExactly(
            "run: 7 rows are missing in the data file",
            "run: ended early by a signal",
            "client: requests waited 1 time for the data file's disk",
            "server: throttled 2 requests (429): its limits answered");
  }

  @Test
  void anOverloadedServerIsMeasuredWellAllTheSame() {
    Verdict.Load load = Verdict.Load.of(800, 730.2, "creates", "all streams busy since 12.0 s");

    Verdict verdict = new Judgement().load(load).verdict();

    assertThat(verdict.status()).isEqualTo(VALID);
    assertThat(verdict.load().orElseThrow().text())
        .isEqualTo(
            "OVERLOADED: the server took 730.2 of 800 creates/s, all streams busy since 12.0 s");
  }

  @Test
  void theServerIsNotBlamedForWhatAClientThatWasLateDidNotOffer() {
    Verdict.Load load = Verdict.Load.of(800, 300, "creates", "");

    assertThat(
            new Judgement().load(load).add(INVALID, CLIENT, "late").verdict().load().orElseThrow())
        .extracting(Verdict.Load::status, Verdict.Load::text)
        .containsExactly(
            Verdict.Load.Status.UNKNOWN,
            "UNKNOWN: 300 of 800 creates/s, this process was late itself");
    assertThat(new Judgement().load(load).add(INVALID, SERVER, "x").verdict().load().orElseThrow())
        .extracting(Verdict.Load::status)
        .isEqualTo(Verdict.Load.Status.OVERLOADED);
  }

  @Test
  void aTwentiethLessIsCarried() {
    assertThat(Verdict.Load.of(100, 95, "creates", "").text())
        .isEqualTo("CARRIED: 95 of 100 creates/s");
    assertThat(Verdict.Load.of(100, 94.9, "creates", "").status())
        .isEqualTo(Verdict.Load.Status.OVERLOADED);
  }

  @Test
  void requestsThatFailedForWantOfADescriptorAreTheClients() {
    assertThat(new Judgement().failures(1, 2, "too many open files").verdict().toString())
        .contains("CLIENT");
  }
}
