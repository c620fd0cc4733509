package io.scaletest.fleet.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scaletest.common.arrival.ArrivalProcess;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharesTest {
  private static final int PODS = 4;
  private static final double LAMBDA = 400;

  @ParameterizedTest
  @CsvSource({"10,3", "7,7", "2000000001,1000", "4,1", "400,4"})
  void partsOfAWholeNumberAreEqualButForOneAndAddUp(long total, int pods) {
    long sum = 0;
    Set<Long> sizes = new HashSet<>();
    for (int number = 0; number < pods; number++) {
      long part = Long.parseLong(Shares.part(Long.toString(total), pods, number));
      sum += part;
      sizes.add(part);
    }

    assertThat(sum).isEqualTo(total);
    assertThat(sizes).isSubsetOf(total / pods, total / pods + 1);
  }

  @Test
  void anOpenLoopIsSharedByRateObjectsAndPopulation() {
    MemberGroup group =
        drivers("cmdriver", 3, Map.of("lambda", "100", "n", "10", "maxpop", "5", "datalen", "9"));

    assertThat(options(group, 0))
        .containsEntry("lambda", "33.333333333333336")
        .containsEntry("n", "4")
        .containsEntry("maxpop", "2")
        .containsEntry("datalen", "9")
        .containsEntry("runid", "run-0")
        .containsEntry("waitBeforeTerminate", "0");
    assertThat(options(group, 2))
        .containsEntry("n", "3")
        .containsEntry("maxpop", "1")
        .containsEntry("runid", "run-2");
    assertThat(Shares.totalRate(group)).isEqualTo(100);
  }

  @Test
  void threadsOfAClosedLoopHaveOnePaceInEachPod() {
    MemberGroup group =
        drivers(
            "cmdriver-closed",
            3,
            Map.of("threads", "10", "rate", "500", "n", "1000", "maxpop", "100"));

    double rate = 0;
    for (int number = 0; number < 3; number++) {
      Map<String, String> options = options(group, number);
      double own = Double.parseDouble(options.get("rate"));
      assertThat(own / Integer.parseInt(options.get("threads"))).isCloseTo(50, within(1e-9));
      assertThat(options).doesNotContainKey("waitBeforeTerminate"); // it has no such option
      rate += own;
    }
    assertThat(rate).isCloseTo(500, within(1e-9));
  }

  @Test
  void withADurationAloneNoNumberOfObjectsIsMadeUp() {
    MemberGroup group = drivers("driver", 2, Map.of("lambda", "8", "duration", "10s", "kind", "x"));

    assertThat(options(group, 0)).doesNotContainKey("n").containsEntry("duration", "10s");
  }

  @Test
  void loggersShareNothingAndWriteFilesOfTheirOwn() {
    MemberGroup group =
        new MemberGroup(
            Role.LOGGER, "cm-logger", 2, "i", "s", Map.of("threads", "3"), "1", "1Gi", "");

    assertThat(Shares.command(group, "run", 7, 1))
        .containsExactlyInAnyOrder("/cm-logger", "--threads=3", "--data-filname=run-logger-1.csv");
  }

  @Test
  void aMembersSeedFollowsFromTheRunsAndIsNobodyElses() {
    Set<Long> seeds = new HashSet<>();
    for (long run = 1; run <= 100; run++) {
      for (int number = 0; number < 100; number++) {
        seeds.add(Shares.seedOf(run, number));
      }
    }

    assertThat(seeds).hasSize(10_000).allMatch(seed -> seed > 0);
    assertThat(Shares.seedOf(7, 3)).isEqualTo(Shares.seedOf(7, 3));
    // A recorded run must be repeatable by a later release: these numbers never change.
    assertThat(List.of(Shares.seedOf(7, 0), Shares.seedOf(7, 1)))
        .containsExactly(3_545_581_037_767_803_141L, 1_058_276_934_483_328_222L);
  }

  /**
   * Kolmogorov-Smirnov against the exponential distribution of rate λ, at a significance of 0.1 %,
   * of the gaps between the arrivals of all members together, as far as each of them still has any.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void togetherTheMembersArriveAsThePoissonProcessOfTheWholeRate(long seed) {
    long[] arrivals = merged(seed);
    double[] gapsS = new double[arrivals.length - 1];
    for (int i = 0; i < gapsS.length; i++) {
      gapsS[i] = (arrivals[i + 1] - arrivals[i]) / 1e9;
    }
    double covariance = 0;
    double variance = 0;
    for (int i = 0; i + 1 < gapsS.length; i++) {
      covariance += (gapsS[i] * LAMBDA - 1) * (gapsS[i + 1] * LAMBDA - 1);
      variance += Math.pow(gapsS[i] * LAMBDA - 1, 2);
    }
    Arrays.sort(gapsS);
    double distance = 0;
    for (int i = 0; i < gapsS.length; i++) {
      double expected = 1 - Math.exp(-LAMBDA * gapsS[i]);
      distance = Math.max(distance, Math.abs(expected - (double) i / gapsS.length));
      distance = Math.max(distance, Math.abs(expected - (i + 1.0) / gapsS.length));
    }

    assertThat(distance).as("seed %d", seed).isLessThan(1.949 / Math.sqrt(gapsS.length));
    assertThat(covariance / variance).as("seed %d", seed).isCloseTo(0, within(0.03));
    double secondsUntilLast = arrivals[arrivals.length - 1] / 1e9;
    assertThat(arrivals.length / secondsUntilLast).isCloseTo(LAMBDA, within(LAMBDA * 0.03));
  }

  private static long[] merged(long seed) {
    int each = 5_000;
    long[] all = new long[PODS * each];
    long wholeUntil = Long.MAX_VALUE;
    for (int number = 0; number < PODS; number++) {
      Map<String, String> options =
          options(drivers("cmdriver", PODS, Map.of("lambda", "400", "n", "20000")), number, seed);
      ArrivalProcess arrivals =
          ArrivalProcess.poisson(
              Double.parseDouble(options.get("lambda")), Long.parseLong(options.get("seed")));
      for (int i = 0; i < each; i++) {
        all[number * each + i] = arrivals.nextNs();
      }
      wholeUntil = Math.min(wholeUntil, all[number * each + each - 1]);
    }
    long until = wholeUntil;
    return Arrays.stream(all).filter(at -> at <= until).sorted().toArray();
  }

  private static MemberGroup drivers(String tool, int pods, Map<String, String> options) {
    return new MemberGroup(Role.DRIVER, tool, pods, "image", "account", options, "1", "1Gi", "");
  }

  private static Map<String, String> options(MemberGroup group, int number) {
    return options(group, number, 7);
  }

  private static Map<String, String> options(MemberGroup group, int number, long seed) {
    Map<String, String> options = new TreeMap<>();
    List<String> command = Shares.command(group, "run", seed, number);
    for (String word : command.subList(1, command.size())) {
      assertThat(word).startsWith("--").contains("=");
      options.put(word.substring(2, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
    }
    return options;
  }
}
