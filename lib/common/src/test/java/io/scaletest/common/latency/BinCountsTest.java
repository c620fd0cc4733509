package io.scaletest.common.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BinCountsTest {
  @Test
  void aBinsMiddleIsWithinItsWidthOfEveryValueInIt() {
    LongStream.iterate(1_000, ns -> ns < 90_000_000_000_000L, ns -> ns + ns / 7)
        .forEach(
            ns -> {
              assertThat((double) Bins.middleNs(Bins.of(ns)) / ns).isCloseTo(1, within(0.0126));
              assertThat(Bins.middleNs(Bins.of(-ns))).isEqualTo(-Bins.middleNs(Bins.of(ns)));
            });
  }

  @Test
  void millisecondsHaveTheBinOfTheirNanoseconds() {
    for (long ms = -10; ms < 10_000; ms++) {
      assertThat(Bins.ofMs(ms)).isEqualTo(Bins.of(ms * 1_000_000));
    }
  }

  @Test
  void sumsKeepEachBinAndTheMaximum() {
    BinCounts a = BinCounts.of(new int[] {-5, 3, 7}, new long[] {1, 2, 3}, 700);
    BinCounts b = BinCounts.of(new int[] {3, 9}, new long[] {10, 20}, 900);

    BinCounts sum = a.plus(b);

    assertThat(sum.total()).isEqualTo(36);
    assertThat(sum.size()).isEqualTo(4);
    assertThat(sum.count(1)).isEqualTo(12);
    assertThat(sum.maxNs()).hasValue(900);
    assertThat(sum.plus(BinCounts.NONE)).isSameAs(sum);
  }

  @Test
  void partsAreTheWhole() {
    BinCounts all = BinCounts.of(new int[] {-5, 3, 7}, new long[] {1, 2, 3}, 700);

    for (int bin = -7; bin < 10; bin++) {
      assertThat(all.before(bin).total() + all.from(bin).total()).isEqualTo(6);
    }
    assertThat(all.from(3).total()).isEqualTo(5);
    assertThat(all.from(8)).isSameAs(BinCounts.NONE);
  }

  @Test
  void noQuantileIsAboveTheMaximum() {
    BinCounts one = BinCounts.of(new int[] {Bins.of(1_000_000)}, new long[] {5}, 1_000_000);

    assertThat(one.quantileNs(0.99).orElseThrow()).isLessThanOrEqualTo(1_000_000);
    assertThat(BinCounts.NONE.quantileNs(0.5)).isEmpty();
  }
}
