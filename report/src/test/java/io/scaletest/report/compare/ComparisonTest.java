package io.scaletest.report.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.report.compare.MetricComparison.Answer;
import io.scaletest.report.measure.SyntheticRun;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.output.ComparisonOutput;
import io.scaletest.report.output.TrendOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets of equal and of different runs. */
class ComparisonTest {
  private static final long START = SyntheticRun.time("2026-11-29T05:23:23Z");

  @TempDir private Path folder;
  private final SplittableRandom random = new SplittableRandom(5);
  private int made;

  /** Creates whose median is about 20 ms × {@code factor}, by 1 % more or less from run to run. */
  private RunResult run(double factor) throws IOException {
    double level = 20 * factor * Math.exp(0.01 * random.nextGaussian());
    var run = new SyntheticRun("r" + made);
    long start = START + made * 100_000L;
    for (int i = 1; i <= 1_000; i++) {
      long sent = start + i * 10L;
      long service = Math.round(level * Math.exp(0.3 * random.nextGaussian()));
      run.request(sent, sent + service, "create", i, "");
    }
    return run.result(folder.resolve("r" + made++));
  }

  private List<RunResult> runs(int count, double factor) throws IOException {
    var runs = new ArrayList<RunResult>();
    for (int i = 0; i < count; i++) {
      runs.add(run(factor));
    }
    return runs;
  }

  @Test
  void aSlowDownOfAFifthIsFoundAndSaid() throws IOException {
    Comparison comparison = Comparison.of(runs(6, 1), runs(6, 1.2), 0.02);

    MetricComparison p50 = comparison.metrics().get(0);
    assertThat(p50.metric().name()).isEqualTo("create.service p50");
    assertThat(p50.answer()).isEqualTo(Answer.WORSE);
    assertThat(p50.difference()).isBetween(0.15, 0.25);
    assertThat(p50.interval().low()).isGreaterThan(0.1);
    assertThat(p50.cliffsDelta()).isEqualTo(1);
    assertThat(comparison.isWorse()).isTrue();
    assertThat(ComparisonOutput.text(comparison)).contains(" slower at create.service p50");
    assertThat(comparison.remarks()).anyMatch(remark -> remark.contains("ABAB"));
  }

  @Test
  void equalRunsAreNotCalledDifferent() throws IOException {
    List<RunResult> all = runs(12, 1);
    var a = new ArrayList<RunResult>();
    var b = new ArrayList<RunResult>();
    for (int i = 0; i < all.size(); i++) {
      (i % 2 == 0 ? a : b).add(all.get(i));
    }

    Comparison comparison = Comparison.of(a, b, 0.02);

    assertThat(comparison.isWorse()).isFalse();
    assertThat(comparison.metrics())
        .extracting(MetricComparison::answer)
        .isSubsetOf(Answer.NO_EVIDENCE, Answer.EQUAL);
    assertThat(comparison.remarks()).noneMatch(remark -> remark.contains("ABAB"));
  }

  @Test
  void threeAndThreeAreTooFewToTell() throws IOException {
    Comparison comparison = Comparison.of(runs(3, 1), runs(3, 1.5), 0.02);

    assertThat(comparison.metrics().get(0).answer()).isEqualTo(Answer.TOO_FEW);
    assertThat(ComparisonOutput.text(comparison)).contains("too few repeats to tell: 3 + 3");
    assertThat(comparison.isWorse()).isFalse();
  }

  @Test
  void oneRunIsNoSet() throws IOException {
    List<RunResult> a = runs(3, 1);
    List<RunResult> b = runs(1, 1);

    assertThatThrownBy(() -> Comparison.of(a, b, 0.02))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 + 1");
  }

  @Test
  void aTrendTellsTheRunWhereItBent() throws IOException {
    List<RunResult> all = new ArrayList<>(runs(8, 1));
    all.addAll(runs(6, 1.3));

    Trend trend = Trend.of(all, 0.02);

    Trend.History p50 = trend.histories().get(0);
    assertThat(p50.changes()).hasSize(1);
    assertThat(p50.changes().get(0).at()).isEqualTo(8);
    assertThat(p50.changes().get(0).size()).isBetween(0.2, 0.4);
    assertThat(trend.endsWorse()).isTrue();
    assertThat(TrendOutput.text(trend, true)).contains("run r8");
  }
}
