package io.scaletest.common.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ToolException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdTest {
  /** The contract's words; the product checks without a regular expression. */
  private static final Pattern CONTRACT =
      Pattern.compile("[-a-zA-Z0-9!@#$%^&()+=][-a-zA-Z0-9!@#$%^&()+=.]*");

  @ParameterizedTest
  @ValueSource(strings = {"a", "1121.0917.4711", "-x", "@file", "!@#$%^&()+=", "Z..", "a-b.c"})
  void acceptsWhatTheContractAllows(String value) {
    assertThat(RunId.of(value).value()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", ".a", "a b", "a/b", "a_b", "a*", "é", "a\n", "a{", "'", "a\u0000"})
  void refusesAnythingElseWithStatusOneAndOneLine(String value) {
    assertThatThrownBy(() -> RunId.of(value))
        .isInstanceOf(ToolException.class)
        .hasMessageStartingWith("runid: must be ")
        .message()
        .doesNotContain("\n", "\u0000");
    assertThatThrownBy(() -> RunId.of(value))
        .asInstanceOf(InstanceOfAssertFactories.type(ToolException.class))
        .extracting(e -> e.status().code())
        .isEqualTo(1);
  }

  @Test
  void agreesWithTheContractsExpressionOnEveryCharacterAtBothPositions() {
    for (char c = 0; c < Character.MAX_VALUE; c++) {
      for (String value : new String[] {"" + c, "a" + c}) {
        assertThat(accepts(value)).as("U+%04x in %s", (int) c, value).isEqualTo(matches(value));
      }
    }
  }

  @Test
  void generatesMonthDayHourMinuteInTheZoneAndFourDigits() {
    var clock = WallClock.startingAt(Instant.parse("2026-03-01T02:07:59.999Z"), () -> 0);

    RunId runId = RunId.generate(clock, new SplittableRandom(1), ZoneId.of("America/New_York"));

    assertThat(runId.value()).matches("0228\\.2107\\.\\d{4}");
    assertThat(RunId.of(runId.value())).isEqualTo(runId);
  }

  @Test
  void generatedDigitsCoverTheirRangeAndKeepLeadingZeros() {
    var clock = WallClock.startingAt(Instant.EPOCH, () -> 0);
    var random = new SplittableRandom(42);

    boolean leadingZero = false;
    boolean leadingNine = false;
    for (int i = 0; i < 200; i++) {
      String value = RunId.generate(clock, random, ZoneId.of("UTC")).value();
      assertThat(value).matches("0101\\.0000\\.\\d{4}");
      leadingZero |= value.charAt(10) == '0';
      leadingNine |= value.charAt(10) == '9';
    }
    assertThat(leadingZero).isTrue();
    assertThat(leadingNine).isTrue();
  }

  private static boolean matches(String value) {
    return CONTRACT.matcher(value).matches();
  }

  private static boolean accepts(String value) {
    try {
      RunId.of(value);
      return true;
    } catch (ToolException e) {
      return false;
    }
  }
}
