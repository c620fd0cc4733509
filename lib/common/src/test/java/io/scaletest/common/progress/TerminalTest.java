package io.scaletest.common.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTest {
  private static final Map<String, String> XTERM = Map.of("TERM", "xterm");
  private static final Optional<String> PTS = Optional.of("/dev/pts/0");

  @ParameterizedTest
  @CsvSource({
    "/dev/pts/0, true",
    "/dev/tty1, true",
    "/dev/ttyS0, true",
    "/dev/console, true",
    "/dev/null, false",
    "pipe:[4711], false",
    "/tmp/log, false"
  })
  void whatTheDescriptorLeadsToDecides(String target, boolean terminal) {
    assertThat(Terminal.isOne(Optional.of(target), XTERM, () -> !terminal)).isEqualTo(terminal);
  }

  @Test
  void terminalThatCannotOverwriteIsNone() {
    assertThat(Terminal.isOne(PTS, Map.of("TERM", "dumb"), () -> true)).isFalse();
    assertThat(Terminal.isOne(PTS, Map.of(), () -> true)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withoutDescriptorsTheJdkIsAsked(boolean console) {
    assertThat(Terminal.isOne(Optional.empty(), XTERM, () -> console)).isEqualTo(console);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-80", "wide", "99999", "123456"})
  void nonsenseColumnsAreUnknown(String columns) {
    assertThat(Terminal.columns(Map.of("COLUMNS", columns))).isEmpty();
  }

  @Test
  void columnsComeFromTheEnvironment() {
    assertThat(Terminal.columns(Map.of("COLUMNS", "132"))).isEqualTo(OptionalInt.of(132));
    assertThat(Terminal.columns(Map.of())).isEmpty();
  }
}
