package io.scaletest.wire.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnotationTimestampsTest {
  private static final long SEED = 7;
  private static final Instant FROM = Instant.parse("1960-01-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2060-01-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "America/Los_Angeles, 2020-08-31T21:05:09.123Z, 2020-08-31 14:05:09.123 -0700",
    "UTC, 2020-08-31T21:05:09.123Z, 2020-08-31 21:05:09.123 +0000",
    "Asia/Kathmandu, 2020-08-31T21:05:09.001Z, 2020-09-01 02:50:09.001 +0545",
    "America/St_Johns, 1970-01-01T00:00:00Z, 1969-12-31 20:30:00.000 -0330",
  })
  void formatsLocalTimeWithTheOffset(ZoneId zone, Instant time, String text) {
    assertThat(new AnnotationTimestamps(zone).format(time.toEpochMilli())).isEqualTo(text);
    assertThat(AnnotationTimestamps.parse(text)).hasValue(time.toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "America/Bahia_Banderas",
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Africa/Casablanca",
        "Asia/Kolkata",
      })
  void agreesWithTheJdkAroundEachChangeOfTheOffset(ZoneId zone) {
    var timestamps = new AnnotationTimestamps(zone);
    ZoneOffsetTransition change = zone.getRules().nextTransition(FROM);
    while (change != null && change.getInstant().isBefore(TO)) {
      long changeMs = change.toEpochSecond() * 1_000;
      for (long deltaMs : new long[] {0, -1, 1, 3_600_000, -3_600_000, -1, 0}) {
        assertAgrees(timestamps, zone, changeMs + deltaMs);
      }
      change = zone.getRules().nextTransition(change.getInstant());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"America/Bahia_Banderas", "Europe/Dublin", "UTC", "+05:30"})
  void agreesWithTheJdkAtRandomTimesInRandomOrder(ZoneId zone) {
    var timestamps = new AnnotationTimestamps(zone);
    var random = new SplittableRandom(SEED);
    for (int i = 0; i < 5_000; i++) {
      assertAgrees(timestamps, zone, random.nextLong(FROM.toEpochMilli(), TO.toEpochMilli()));
    }
  }

  private static void assertAgrees(AnnotationTimestamps timestamps, ZoneId zone, long epochMs) {
    String text = timestamps.format(epochMs);
    assertThat(text)
        .isEqualTo(
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS xx")
                .withZone(zone)
                .format(Instant.ofEpochMilli(epochMs)));
    assertThat(AnnotationTimestamps.parse(text)).as(text).hasValue(epochMs);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2020-08-31 14:05:09.123 -0700",
        "2020-08-31 14:05:09.123 -07:00",
        "2020-08-31 14:05:09.123 -07",
        "2020-08-31 21:05:09.123 Z",
        "2020-08-31 21:05:09.123999999 +0000",
        "2020-09-01 11:05:09.123 +1400",
        "2020-08-30 22:04:09.123 -2301",
      })
  void readsAnyOffsetAndCutsTheFractionToMilliseconds(String text) {
    assertThat(AnnotationTimestamps.parse(text))
        .hasValue(Instant.parse("2020-08-31T21:05:09.123Z").toEpochMilli());
  }

  @Test
  void readsShortFractions() {
    assertThat(AnnotationTimestamps.parse("1970-01-01 00:00:00 +0000")).hasValue(0);
    assertThat(AnnotationTimestamps.parse("1970-01-01 00:00:00.5 +0000")).hasValue(500);
    assertThat(AnnotationTimestamps.parse("1969-12-31 23:59:59.25 +0000")).hasValue(-750);
    assertThat(AnnotationTimestamps.parse("2024-02-29 00:00:00.000 +0000")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "garbage",
        "2020-08-31",
        "2020-08-31 14:05:09.123",
        "2020-08-31 14:05:09.123 ",
        "2020-08-31 14:05:09.123 -",
        "2020-08-31 14:05:09.123 -7",
        "2020-08-31 14:05:09.123 -070",
        "2020-08-31 14:05:09.123 -07000",
        "2020-08-31 14:05:09.123 -0760",
        "2020-08-31 14:05:09.123 -2400",
        "2020-08-31 14:05:09.123 PST",
        "2020-08-31 14:05:09.123 Zulu",
        "2020-08-31 14:05:09. -0700",
        "2020-08-31 14:05:09.1234567890 -0700",
        "2020-08-31T14:05:09.123 -0700",
        "2020-13-31 14:05:09.123 -0700",
        "2020-00-31 14:05:09.123 -0700",
        "2020-08-32 14:05:09.123 -0700",
        "2020-08-00 14:05:09.123 -0700",
        "2021-02-29 14:05:09.123 -0700",
        "1900-02-29 14:05:09.123 -0700",
        "2020-08-31 24:05:09.123 -0700",
        "2020-08-31 14:60:09.123 -0700",
        "2020-08-31 14:05:60.123 -0700",
        "2020-08-31 14:05:0x.123 -0700",
        "-020-08-31 14:05:09.123 -0700",
        " 2020-08-31 14:05:09.123 -0700",
        "２０２０-08-31 14:05:09.123 -0700",
      })
  void whatIsNoTimestampIsEmptyNotAnException(String text) {
    assertThat(AnnotationTimestamps.parse(text)).isEmpty();
  }

  @Test
  void aTimestampWithOneCharacterChangedNeverThrows() {
    String text = "2020-08-31 14:05:09.123 -0700";
    for (int i = 0; i < text.length(); i++) {
      for (char c = 0; c < 0x100; c++) {
        OptionalLong parsed =
            AnnotationTimestamps.parse(text.substring(0, i) + c + text.substring(i + 1));
        assertThat(parsed).isNotNull();
      }
    }
  }
}
