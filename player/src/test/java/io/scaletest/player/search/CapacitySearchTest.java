package io.scaletest.player.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.arrival.ArrivalProcess;
import io.scaletest.common.arrival.RateCurve;
import io.scaletest.player.search.CapacitySearch.Answer;
import io.scaletest.player.search.CapacitySearch.End;
import io.scaletest.player.search.Trial.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;

/** The search against servers whose capacity is known, on made-up time. */
class CapacitySearchTest {
  private static final double SERVICE_PER_S = 1_000;
  private static final double LIMIT_S = 0.05;

  /** Of a queue with one server and exponential times, response times are exponential, too. */
  private static final double TRUTH = SERVICE_PER_S - Math.log(100) / LIMIT_S;

  private static Answer search(
      double low, double high, boolean whole, DoubleFunction<Result> server)
      throws InterruptedException {
    Trial.Runner runner = (value, full) -> new Trial(value, server.apply(value), "", value);
    return new CapacitySearch(low, high, 0.05, whole, runner, () -> false).search();
  }

  private static Result upTo(double capacity, double value) {
    return value <= capacity ? Result.MET : Result.MISSED;
  }

  /** A trial at a rate: arrivals and services by chance, one request after the other. */
  private static Trial queue(double rate, double seconds, SplittableRandom random) {
    long lengthNs = (long) ((seconds + 5) * 1e9);
    ArrivalProcess arrivals =
        ArrivalProcess.poisson(new RateCurve.Linear(rate, rate, lengthNs), random.nextLong());
    double freeS = 0;
    List<Double> responses = new ArrayList<>();
    List<List<Double>> windows = new ArrayList<>();
    for (long ns = arrivals.nextNs(); ns != Long.MAX_VALUE; ns = arrivals.nextNs()) {
      double atS = ns / 1e9;
      freeS = Math.max(freeS, atS) - Math.log1p(-random.nextDouble()) / SERVICE_PER_S;
      if (atS >= 5) {
        responses.add(freeS - atS);
        int window = (int) (atS - 5);
        while (windows.size() <= window) {
          windows.add(new ArrayList<>());
        }
        windows.get(window).add(freeS - atS);
      }
    }
    double p99 = percentile(responses, 0.99);
    boolean rises = Trend.rises(windows.stream().map(w -> percentile(w, 0.5)).toList());
    Result result = p99 <= LIMIT_S && !rises ? Result.MET : Result.MISSED;
    return new Trial(rate, result, "", rate);
  }

  private static double percentile(List<Double> values, double share) {
    double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
  }

  @Test
  void theIntervalContainsTheCapacityOfAQueueInNineteenOfTwentyRuns() throws InterruptedException {
    int contained = 0;
    List<String> answers = new ArrayList<>();
    for (long seed = 1; seed <= 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Trial.Runner runner = (value, full) -> queue(value, full ? 60 : 10, random);
      Answer answer = new CapacitySearch(20, 5_000, 0.05, false, runner, () -> false).search();
      answers.add(answer.end() + " " + answer.lower() + ".." + answer.upper());
      boolean inside =
          answer.end() == End.FOUND && answer.lower() <= TRUTH && TRUTH <= answer.upper();
      contained += inside ? 1 : 0;
      assertThat(answer.upper() / answer.lower()).as("seed %d", seed).isLessThan(1.4);
    }
    assertThat(contained).as("truth %s: %s", TRUTH, answers).isGreaterThanOrEqualTo(19);
  }

  @Test
  void aSharpLimitIsFoundToTheWidth() throws InterruptedException {
    Answer answer = search(10, 10_000, false, value -> upTo(777, value));
    assertThat(answer.end()).isEqualTo(End.FOUND);
    assertThat(answer.lower()).isLessThanOrEqualTo(777);
    assertThat(answer.upper()).isGreaterThan(777);
    assertThat(answer.upper() / answer.lower()).isLessThanOrEqualTo(1.05);
    assertThat(answer.trials().size()).isLessThan(40);
  }

  @Test
  void wholeNumbersAreFoundExactly() throws InterruptedException {
    Answer answer = search(1, 1_000, true, value -> upTo(13, value));
    assertThat(answer.lower()).isEqualTo(13);
    assertThat(answer.upper()).isEqualTo(14);
  }

  @Test
  void endsOfTheRangeAreAnswersToo() throws InterruptedException {
    assertThat(search(10, 100, false, value -> Result.MET))
        .matches(answer -> answer.end() == End.NOT_REACHED && answer.lower() == 100);
    assertThat(search(10, 100, false, value -> Result.MISSED))
        .matches(answer -> answer.end() == End.BELOW_LOWEST && answer.upper() == 10);
  }

  @Test
  void trialsInWhichThisProcessWasLateCountForNothing() throws InterruptedException {
    boolean[] late = {false};
    Answer once =
        search(
            10,
            1_000,
            false,
            value -> {
              late[0] = !late[0];
              return late[0] ? Result.LATE : upTo(300, value);
            });
    assertThat(once.end()).isEqualTo(End.FOUND);
    assertThat(once.lower()).isBetween(280.0, 300.0);

    Answer always = search(10, 1_000, false, value -> value > 100 ? Result.LATE : Result.MET);
    assertThat(always.end()).isEqualTo(End.LIMIT_OF_THIS_CLIENT);
  }

  @Test
  void aSystemThatTheSearchWearsOutIsUnstable() throws InterruptedException {
    double[] capacity = {1_000};
    Answer answer =
        search(
            10,
            10_000,
            false,
            value -> {
              capacity[0] *= 0.93;
              return upTo(capacity[0], value);
            });
    assertThat(answer.end()).isIn(End.UNSTABLE, End.BELOW_LOWEST);
  }

  @Test
  void aQueueThatGrowsRisesAndOneThatHoldsDoesNot() {
    List<Double> grows = new ArrayList<>();
    List<Double> holds = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 60; i++) {
      grows.add(10 + i + 10 * random.nextDouble());
      holds.add(10 + 10 * random.nextDouble());
    }
    assertThat(Trend.rises(grows)).isTrue();
    assertThat(Trend.rises(holds)).isFalse();
    assertThat(Trend.rises(Arrays.asList(1.0, 2.0, 3.0))).as("too few").isFalse();
  }
}
