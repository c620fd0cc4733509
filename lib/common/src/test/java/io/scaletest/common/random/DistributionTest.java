package io.scaletest.common.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionTest {
  private static final int DRAWS = 200_000;

  private static Distribution of(String text) {
    return Distribution.parse(text, Double::parseDouble);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7|7",
        "fixed:7|7",
        "uniform:2,4|3",
        "exp:5|5",
        "lognormal:2,0.5|2.266",
        "weibull:2,10|8.862",
        "pareto:1,3|1.5",
      })
  void drawsHaveTheMean(String text, double mean) {
    assertThat(of(text).mean()).isCloseTo(mean, within(mean * 0.001));
    SplittableRandom random = new SplittableRandom(1);
    double sum = 0;
    for (int i = 0; i < DRAWS; i++) {
      sum += of(text).draw(random);
    }
    assertThat(sum / DRAWS).isCloseTo(mean, within(mean * 0.01));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gamma:1", "exp:0", "uniform:4,2", "lognormal:1", "weibull:x,1"})
  void whatIsNoneIsRefused(String text) {
    assertThatThrownBy(() -> of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"zipf:1.1,20", "zipf:1,7", "zipf:0.5,100", "uniform,9", "zipf:2,1"})
  void choicesHaveTheirShares(String text, int n) {
    Choice choice = Choice.parse(text);
    SplittableRandom random = new SplittableRandom(2);
    int[] taken = new int[n];
    for (int i = 0; i < DRAWS; i++) {
      taken[choice.draw(n, random)]++;
    }
    for (int i = 0; i < n; i++) {
      double share = choice.share(i, n);
      double deviation = Math.sqrt(share * (1 - share) / DRAWS);
      assertThat(taken[i] / (double) DRAWS).isCloseTo(share, within(4.5 * deviation + 1e-9));
    }
  }
}
