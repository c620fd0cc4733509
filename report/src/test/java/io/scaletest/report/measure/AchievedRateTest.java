package io.scaletest.report.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AchievedRateTest {
  private static final long START = 1_700_000_000_123L;

  private record Row(long asked, long answered) {}

  @Test
  void rowsInAnyOrderGiveTheSameRate() {
    var random = new Random(3);
    List<Row> rows = new ArrayList<>();
    long asked = START;
    for (int i = 0; i < 3_000; i++) {
      asked += random.nextInt(20);
      // Some answers come minutes later, beyond what is kept by the millisecond.
      rows.add(new Row(asked, asked + 1 + random.nextInt(i % 10 == 0 ? 200_000 : 50)));
    }
    long last = asked;
    long inTime = rows.stream().filter(row -> row.answered() <= last).count();
    double expected = inTime * 1e3 / (last - rows.get(0).asked());

    assertThat(rate(rows)).isCloseTo(expected, within(expected * 1e-3));
    Collections.shuffle(rows, random);
    assertThat(rate(rows)).isCloseTo(expected, within(expected * 1e-2));
    Collections.reverse(rows);
    assertThat(rate(rows)).isCloseTo(expected, within(expected * 1e-2));
  }

  @Test
  void aClosedLoopsRateIsThatOfItsThreads() {
    var rate = new AchievedRate();
    for (int i = 0; i < 1_000; i++) {
      for (int thread = 0; thread < 8; thread++) {
        rate.asked(START + i * 10L);
        rate.succeeded(START + i * 10L + 10);
      }
    }

    assertThat(rate.perSecond(0)).isCloseTo(800, within(1e-9));
  }

  @Test
  void oneRequestHasTheRateOfItsOwnTime() {
    var rate = new AchievedRate();
    rate.asked(START);
    rate.succeeded(START + 20);

    assertThat(rate.perSecond(20)).isCloseTo(50, within(1e-9));
  }

  private static double rate(List<Row> rows) {
    var rate = new AchievedRate();
    rows.forEach(
        row -> {
          rate.asked(row.asked());
          rate.succeeded(row.answered());
        });
    return rate.perSecond(0);
  }
}
