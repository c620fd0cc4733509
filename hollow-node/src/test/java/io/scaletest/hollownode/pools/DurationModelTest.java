package io.scaletest.hollownode.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DurationModelTest {
  private static final long SEED = 20_260_101;
  private static final int DRAWS = 20_000;
  private static final double NS_PER_S = 1e9;

  /** Kolmogorov's distribution: a true sample is farther off in one of a thousand seeds. */
  private static final double KS_LIMIT = 1.95 / Math.sqrt(DRAWS);

  /** Written down, so that another JVM or machine that draws otherwise is found out. */
  private static final long FIRST_LOGNORMAL_NS = 185_967_926_718L;

  static Stream<Arguments> distributions() {
    return Stream.of(
        Arguments.of("exp:60s", cdf(s -> 1 - Math.exp(-s / 60))),
        Arguments.of("uniform:10s,30s", cdf(s -> Math.min(1, Math.max(0, (s - 10) / 20)))),
        Arguments.of("lognormal:60s,1.5", cdf(s -> normalCdf(Math.log(s / 60) / 1.5))),
        Arguments.of("weibull:0.5,20s", cdf(s -> 1 - Math.exp(-Math.pow(s / 20, 0.5)))),
        Arguments.of("weibull:3,20s", cdf(s -> 1 - Math.exp(-Math.pow(s / 20, 3)))),
        Arguments.of("pareto:5s,1.2", cdf(s -> s < 5 ? 0 : 1 - Math.pow(5 / s, 1.2))));
  }

  private static DoubleUnaryOperator cdf(DoubleUnaryOperator ofSeconds) {
    return ofSeconds;
  }

  @ParameterizedTest
  @MethodSource("distributions")
  void drawsHaveTheDistributionThatTheNameSays(String text, DoubleUnaryOperator cdf) {
    double[] seconds = draws(DurationModel.parse(text, Path.of("")), SEED);

    assertThat(distance(seconds, cdf)).as("%s, seed %d", text, SEED).isLessThan(KS_LIMIT);
  }

  @Test
  void theDistanceTellsNeighbouringDistributionsApart() {
    double[] seconds = draws(DurationModel.parse("exp:60s", Path.of("")), SEED);

    assertThat(distance(seconds, s -> 1 - Math.exp(-s / 63))).isGreaterThan(KS_LIMIT);
  }

  @Test
  void theSameSeedGivesTheSameDraws() {
    DurationModel model = DurationModel.parse("lognormal:60s,1", Path.of(""));

    assertThat(draws(model, SEED)).isEqualTo(draws(model, SEED));
    assertThat(model.drawNs(new SplittableRandom(SEED))).isEqualTo(FIRST_LOGNORMAL_NS);
  }

  @Test
  void aDurationAloneIsFixed() {
    assertThat(DurationModel.parse("1m30s", Path.of("")))
        .isEqualTo(new DurationModel.Fixed(90_000_000_000L));
    assertThat(DurationModel.parse(" fixed:0 ", Path.of(""))).isEqualTo(new DurationModel.Fixed(0));
  }

  @Test
  void aTailWithoutAMeanStaysBelowACentury() {
    DurationModel model = DurationModel.parse("pareto:1h,0.05", Path.of(""));
    SplittableRandom random = new SplittableRandom(SEED);

    long longest = 0;
    for (int i = 0; i < DRAWS; i++) {
      long ns = model.drawNs(random);
      assertThat(ns).isBetween(3_600_000_000_000L, DurationModel.LONGEST_NS);
      longest = Math.max(longest, ns);
    }
    assertThat(longest).isEqualTo(DurationModel.LONGEST_NS);
  }

  @Test
  void aTraceGivesItsOwnDurationsEachAsOften(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("seen.txt"), "# seen\n1s\n\n 2s\n10m\n2s\n");
    double[] seconds = draws(DurationModel.parse("trace:" + file.getFileName(), folder), SEED);

    assertThat(Arrays.stream(seconds).distinct().sorted()).containsExactly(1.0, 2.0, 600.0);
    double twos = Arrays.stream(seconds).filter(s -> s == 2).count();
    assertThat(twos / DRAWS).isBetween(0.48, 0.52);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1s\\nsoon   | :2: must be a duration like 1m30s or 300ms, got soon",
        "1s\\n\\n-2s  | :3: must be at least 0, got -2s",
        "'# none'   | : must have at least one duration",
      })
  void aBadTraceIsToldWithItsLine(String content, String end, @TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("bad.txt"), content.replace("\\n", "\n"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> DurationModel.parse("trace:" + file.getFileName(), folder))
        .withMessage(file + end);
  }

  @Test
  void aTraceWhoseNameIsNoPathIsTold(@TempDir Path folder) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DurationModel.parse("trace:a\0b", folder))
        .withMessage("not a path: a\0b (Nul character not allowed)");
  }

  @Test
  void aMissingTraceIsTold(@TempDir Path folder) {
    Path file = folder.resolve("gone");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> DurationModel.parse("trace:" + file.getFileName(), folder))
        .withMessageStartingWith(file + ": cannot be read: no such file or folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "soon           | must be a duration or fixed:, exp:, uniform:, lognormal:, weibull:, pareto: or trace:",
        "normal:1s,2    | must be a duration or fixed:, exp:, uniform:, lognormal:, weibull:, pareto: or trace:",
        "-1s            | duration: must be at least 0",
        "fixed:-1s      | duration: must be at least 0",
        "exp:0          | mean: must be above 0",
        "exp:fast       | mean: must be a duration like 1m30s or 300ms",
        "uniform:1s     | must be uniform:FROM,TO",
        "uniform:2s,1s  | to: must not be less than from",
        "lognormal:1s,x | sigma: must be a number",
        "lognormal:1s,0 | sigma: must be above 0",
        "weibull:NaN,1s | k: must be a finite number",
        "pareto:1s,-1   | alpha: must be above 0",
      })
  void aBadModelIsToldWithItsRuleAndText(String text, String rule) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DurationModel.parse(text, Path.of("")))
        .withMessage(rule + ", got " + text);
  }

  private static double[] draws(DurationModel model, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] seconds = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      seconds[i] = model.drawNs(random) / NS_PER_S;
    }
    return seconds;
  }

  /** Returns the greatest difference between the empirical distribution and the true one. */
  private static double distance(double[] sample, DoubleUnaryOperator cdf) {
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    double greatest = 0;
    for (int i = 0; i < sorted.length; i++) {
      double expected = cdf.applyAsDouble(sorted[i]);
      greatest = Math.max(greatest, Math.abs(expected - (double) i / sorted.length));
      greatest = Math.max(greatest, Math.abs(expected - (double) (i + 1) / sorted.length));
    }
    return greatest;
  }

  /** Integrates the density by Simpson's rule: exact enough, and not how the draws are made. */
  private static double normalCdf(double z) {
    int steps = 2_000;
    double from = -10;
    double width = (Math.max(from, z) - from) / steps;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double x = from + i * width;
      int weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
      sum += weight * Math.exp(-x * x / 2);
    }
    return sum * width / 3 / Math.sqrt(2 * Math.PI);
  }
}
