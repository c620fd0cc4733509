package io.scaletest.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.progress.TerminalLine;
import io.scaletest.testkit.clock.ManualTicker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StepsTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final ManualTicker ticker = new ManualTicker();

  @Test
  void aFileGetsALineAStepAndNowAndThenOneWhileItLasts() {
    Steps steps = steps(false);
    steps.begin("control plane");
    steps.status("building");
    steps.tellAtOnce("first numbers");
    ticker.advance(Duration.ofSeconds(11));
    steps.status("still building");
    ticker.advance(Duration.ofSeconds(9));
    steps.status("starting");
    ticker.advance(Duration.ofMillis(1_240));
    steps.end("is up");

    assertThat(screen())
        .isEqualTo(
            """
                first numbers
                still building
              control plane    21.2 s  is up
            """);
  }

  @Test
  void aTerminalsLineIsOverwrittenUntilTheStepEnds() {
    Steps steps = steps(true);
    steps.begin("cmdriver");
    steps.status(" 1/3 created ");
    ticker.advance(Duration.ofMillis(3_900));
    steps.refresh();
    steps.end("created 3");

    assertThat(screen().replaceAll("\u001b\\[[^A-Za-z]*[A-Za-z]", "").replaceAll("(?: *\r)+", "|"))
        .isEqualTo(
            """
              cmdriver          0 s|  cmdriver          0 s  1/3 created|\
              cmdriver          3 s  1/3 created|  cmdriver          3.9 s  created 3
            """);
  }

  @Test
  void betweenStepsNothingIsShown() {
    Steps steps = steps(true);
    steps.status("too early");
    steps.refresh();
    steps.end("never begun");

    assertThat(screen()).isEmpty();
  }

  private Steps steps(boolean terminal) {
    return new Steps(new TerminalLine(out, terminal, OptionalInt.empty()), ticker);
  }

  private String screen() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
