package io.scaletest.controlplane.binaries;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.clock.ManualTicker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressOutputTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final ManualTicker ticker = new ManualTicker();

  @Test
  void withoutATerminalProgressIsAPlainLineEachTenSeconds() {
    ProgressOutput output = new ProgressOutput("control-plane", out, false, ticker);

    for (int second = 1; second <= 25; second++) {
      ticker.advance(Duration.ofSeconds(1));
      output.progress("at " + second);
    }

    assertThat(text()).isEqualTo("control-plane: at 10\ncontrol-plane: at 20\n");
  }

  @Test
  void onATerminalProgressOverwritesItselfAndGivesWayToNotes() {
    ProgressOutput output = new ProgressOutput("control-plane", out, true, ticker);

    ticker.advance(Duration.ofSeconds(1));
    output.progress("one");
    ticker.advance(Duration.ofSeconds(1));
    output.progress("two");
    output.note("done");

    assertThat(text()).isEqualTo("\r\u001b[Kone\r\u001b[Ktwo\r\u001b[Kcontrol-plane: done\n");
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
