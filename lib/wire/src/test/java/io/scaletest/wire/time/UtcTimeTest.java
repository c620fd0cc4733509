package io.scaletest.wire.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UtcTimeTest {
  private static final DateTimeFormatter JDK =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
  private static final long SEED = 20_260_301;

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00Z, 1970-01-01 00:00:00.000",
    "1969-12-31T23:59:59.999Z, 1969-12-31 23:59:59.999",
    "2020-08-31T21:05:09.123Z, 2020-08-31 21:05:09.123",
    "2000-02-29T12:00:00.007Z, 2000-02-29 12:00:00.007",
    "1900-03-01T00:00:00.010Z, 1900-03-01 00:00:00.010",
    "2100-02-28T23:59:59.100Z, 2100-02-28 23:59:59.100",
    "0000-01-01T00:00:00Z, 0000-01-01 00:00:00.000",
    "-0001-12-31T00:00:00Z, -0001-12-31 00:00:00.000",
    "9999-12-31T23:59:59.999Z, 9999-12-31 23:59:59.999",
    "+10000-01-01T00:00:00Z, 10000-01-01 00:00:00.000",
  })
  void formatsUtcWithMilliseconds(Instant time, String text) {
    assertThat(format(time.toEpochMilli())).isEqualTo(text);
  }

  @Test
  void agreesWithTheJdkOnEveryDayOfEightCenturies() {
    long day = LocalDate.of(1600, 1, 1).toEpochDay();
    long end = LocalDate.of(2400, 12, 31).toEpochDay();
    for (; day <= end; day++) {
      LocalDate date = LocalDate.ofEpochDay(day);
      assertThat(format(day * 86_400_000L)).isEqualTo(date + " 00:00:00.000");
      assertThat(UtcTime.api(day * 86_400)).isEqualTo(date + "T00:00:00Z");
      assertThat(UtcTime.epochSecond(date + "T00:00:00Z")).hasValue(day * 86_400);
    }
  }

  @Test
  void agreesWithTheJdkAtRandomTimesBeforeAndAfterTheEpoch() {
    var random = new SplittableRandom(SEED);
    long limitMs = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
    long lowMs = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
    for (int i = 0; i < 20_000; i++) {
      long epochMs = random.nextLong(lowMs, limitMs + 1);
      assertThat(format(epochMs))
          .as("seed %d, round %d", SEED, i)
          .isEqualTo(JDK.format(Instant.ofEpochMilli(epochMs)));
    }
  }

  @Test
  void withoutMillisecondsTheFractionIsCutOffAlsoBeforeTheEpoch() {
    assertThat(formatSeconds(1_999)).isEqualTo("1970-01-01 00:00:01");
    assertThat(formatSeconds(-1)).isEqualTo("1969-12-31 23:59:59");
    assertThat(formatSeconds(946_684_800_000L)).isEqualTo("2000-01-01 00:00:00");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T08:29:01.389753999Z, 2026-11-21T08:29:01.389753Z",
    "1969-12-31T23:59:59.000001Z, 1969-12-31T23:59:59.000001Z",
    "2000-01-01T00:00:00Z, 2000-01-01T00:00:00.000000Z",
  })
  void aMicroTimeHasSixDigitsBehindTheSecond(Instant time, String text) {
    assertThat(UtcTime.apiMicro(time)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T08:29:01Z, 2026-11-21T08:29:01Z",
    "2026-11-21T08:29:01.999999Z, 2026-11-21T08:29:01Z",
    "2026-11-21T10:29:01+02:00, 2026-11-21T08:29:01Z",
  })
  void readsTimesOfTheApiToTheSecond(String text, Instant time) {
    assertThat(UtcTime.epochSecond(text)).hasValue(time.getEpochSecond());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-11-21",
        "2026-11-21T08:29:01",
        "2026-11-21 08:29:01Z",
        "2026-11-21T08:29:01 Z",
        "2026-02-30T08:29:01Z",
        "2026-11-21T24:29:01Z",
        "2026-11-21T08:29:0xZ",
      })
  void whatIsNoTimeOfTheApiIsEmpty(String text) {
    assertThat(UtcTime.epochSecond(text)).isEmpty();
  }

  private static String format(long epochMs) {
    var text = new StringBuilder();
    UtcTime.appendMillis(text, epochMs);
    return text.toString();
  }

  private static String formatSeconds(long epochMs) {
    var text = new StringBuilder();
    UtcTime.appendSeconds(text, epochMs);
    return text.toString();
  }
}
