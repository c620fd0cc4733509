package io.scaletest.common.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ResidentSamplesTest {
  private static final long START_NS = -5;
  private static final long S = TimeUnit.SECONDS.toNanos(1);

  /** What the process has is the time, in seconds. */
  private final AtomicLong second = new AtomicLong();

  private final ResidentSamples samples =
      new ResidentSamples(() -> OptionalLong.of(second.get()), START_NS);

  private void lookAt(long seconds) {
    second.set(seconds);
    samples.look(START_NS + seconds * S);
  }

  @Test
  void theFirstIsOfTheStartAndOneOfEachSecond() {
    samples.look(START_NS + S / 2);
    lookAt(1);
    samples.look(START_NS + S + S / 2);
    lookAt(2);

    assertThat(samples.trend().everySeconds()).isEqualTo(1);
    assertThat(samples.trend().bytes()).containsExactly(0L, 1L, 2L);
  }

  @Test
  void aLongRunHasThemMoreSeldomFromItsStartToItsEnd() {
    LongStream.rangeClosed(0, 7_200).forEach(this::lookAt);

    ResidentTrend trend = samples.trend();
    assertThat(trend.everySeconds()).isEqualTo(32);
    assertThat(trend.bytes()).hasSize(7_200 / 32 + 1).hasSizeLessThanOrEqualTo(240);
    for (int i = 0; i < trend.bytes().size(); i++) {
      assertThat(trend.bytes().get(i)).isEqualTo(i * 32L);
    }
  }

  @Test
  void whatAStandstillHeldUpIsWhatIsFoundBehindIt() {
    lookAt(1);
    lookAt(4);
    lookAt(5);

    assertThat(samples.trend().bytes()).containsExactly(0L, 1L, 4L, 4L, 4L, 5L);
  }

  @Test
  void whereItIsUnknownThereIsNoneAndNobodyAsksAgain() {
    AtomicLong asked = new AtomicLong();
    ResidentSamples unknown =
        new ResidentSamples(
            () -> {
              asked.incrementAndGet();
              return OptionalLong.empty();
            },
            START_NS);
    unknown.look(START_NS + 10 * S);

    assertThat(unknown.trend()).isEqualTo(ResidentTrend.UNKNOWN);
    assertThat(asked).hasValue(1);
  }
}
