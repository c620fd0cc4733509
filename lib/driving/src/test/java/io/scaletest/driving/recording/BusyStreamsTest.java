package io.scaletest.driving.recording;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BusyStreamsTest {
  private static final long MS = 1_000_000;

  private final BusyStreams busy = new BusyStreams();

  @Test
  void nothingIsSaidWhereNoRequestWaited() {
    assertThat(busy.text(0, 10_000 * MS)).isEmpty();
  }

  @Test
  void waitsThatOverlapCountOnce() {
    busy.add(1_000 * MS, 1_500 * MS);
    busy.add(1_200 * MS, 1_700 * MS);
    busy.add(1_300 * MS, 1_600 * MS);

    assertThat(busy.totalNs()).isEqualTo(700 * MS);
    assertThat(busy.text(0, 10_000 * MS)).isEqualTo("all streams busy for 0.7 s");
  }

  @Test
  void whatLastsUntilTheEndIsToldByItsBeginning() {
    busy.add(2_000 * MS, 2_500 * MS);
    busy.add(13_000 * MS, 25_000 * MS);
    busy.add(24_000 * MS, 31_000 * MS);

    assertThat(busy.text(1_000 * MS, 30_000 * MS)).isEqualTo("all streams busy since 12.0 s");
  }
}
