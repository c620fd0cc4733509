package io.scaletest.common.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencySeriesTest {
  private static final long SEED = 11;

  @Test
  void keepsThreeSignificantDigitsFromNanosecondsToHoursWithoutClamping() {
    for (long ns = 1; ns < TimeUnit.HOURS.toNanos(20); ns = ns * 3 + 1) {
      var series = new LatencySeries("x");
      series.record(ns);

      assertThat(series.total().getMaxValue()).isBetween(ns, ns + ns / 1_000 + 1);
      assertThat(series.total().getMinValue()).isBetween(ns - ns / 1_000 - 1, ns);
    }
  }

  @Test
  void takesTheLargestLong() {
    var series = new LatencySeries("x");
    series.record(Long.MAX_VALUE);

    assertThat(series.total().getTotalCount()).isEqualTo(1);
    assertThat(series.total().getMaxValue()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void endingIntervalsPartitionsTheValuesAndLeavesTheTotalWhole() {
    var series = new LatencySeries("x");
    var intervalCounts = new ArrayList<Long>();
    series.record(10);
    series.record(20);
    assertThat(series.total().getTotalCount()).isEqualTo(2);
    intervalCounts.add(endInterval(series).getTotalCount());
    intervalCounts.add(endInterval(series).getTotalCount());
    series.record(30);
    assertThat(series.total().getTotalCount()).isEqualTo(3);
    intervalCounts.add(endInterval(series).getTotalCount());

    assertThat(intervalCounts).containsExactly(2L, 0L, 1L);
    assertThat(series.total().getTotalCount()).isEqualTo(3);
    assertThat(series.total().getMaxValue()).isEqualTo(30);
  }

  @Test
  void noValueIsLostOrDoubledWhileReadersCome() throws Exception {
    int writers = 3;
    int valuesEach = 100_000;
    var series = new LatencySeries("x");
    var logged = new AtomicLong();
    var writing = new AtomicBoolean(true);
    var reader =
        new Thread(
            () -> {
              while (writing.get()) {
                logged.addAndGet(endInterval(series).getTotalCount());
                series.total();
              }
            });
    reader.start();
    var threads = new ArrayList<Thread>();
    for (int w = 0; w < writers; w++) {
      var thread =
          new Thread(
              () -> {
                for (int i = 1; i <= valuesEach; i++) {
                  series.record((long) i * i * 1_000);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    writing.set(false);
    reader.join();
    logged.addAndGet(endInterval(series).getTotalCount());

    assertThat(logged).hasValue((long) writers * valuesEach);
    assertThat(series.total().getTotalCount()).isEqualTo((long) writers * valuesEach);
  }

  /** HdrHistogram itself is the reference: same values in, same buckets out. */
  @Test
  void bucketsAreThoseOfHdrHistogram() {
    var random = new SplittableRandom(SEED);
    var series = new LatencySeries("x");
    var reference = new Histogram(LatencySeries.SIGNIFICANT_DIGITS);
    for (int i = 0; i < 100_000; i++) {
      long ns = random.nextLong() >>> random.nextInt(1, 64);
      series.record(ns);
      reference.recordValue(ns);
    }
    for (int bits = 0; bits < 63; bits++) {
      for (long ns : new long[] {(1L << bits) - 1, 1L << bits, (1L << bits) + 1}) {
        series.record(ns);
        reference.recordValue(ns);
      }
    }

    assertThat(series.total()).as("seed %d", SEED).isEqualTo(reference);
    assertThat(endInterval(series)).isEqualTo(reference);
    assertThat(endInterval(series).getTotalCount()).isZero();
  }

  private static Histogram endInterval(LatencySeries series) {
    var interval = new Histogram(LatencySeries.SIGNIFICANT_DIGITS);
    series.endInterval(interval);
    return interval;
  }

  @Test
  void refusesNegativeValues() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LatencySeries("x").record(-1))
        .withMessage("ns: must be >= 0, got -1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a,b", "a\n", "é", "Tag=x"})
  void refusesNamesThatNoLogTagCanBe(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> new LatencySeries(name));
  }
}
