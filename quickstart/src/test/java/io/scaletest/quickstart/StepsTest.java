package io.scaletest.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.clock.ManualTicker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StepsTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final ManualTicker ticker = new ManualTicker();

  @Test
  void aFileGetsALineAStatusAndALineAStep() {
    runOneStep(new Steps(out, false, ticker));

    assertThat(screen())
        .isEqualTo(
            """
                building
                starting
              control plane  is up                                                   3.2 s
            """);
  }

  @Test
  void aTerminalsLineIsOverwrittenUntilTheStepEnds() {
    runOneStep(new Steps(out, true, ticker));

    assertThat(screen().split("\r\u001b\\[K", -1))
        .containsSubsequence(
            "  control plane  (0 s) ",
            "  control plane  (0 s) building",
            "  control plane  (3 s) building",
            "  control plane  (3 s) starting",
            "  control plane  is up                                                   3.2 s\n");
  }

  @Test
  void aTerminalsLineIsNeverWrapped() {
    var steps = new Steps(out, true, ticker);
    steps.begin("cmdriver");
    steps.status("x".repeat(200));

    assertThat(screen().split("\r\u001b\\[K", -1)).allMatch(line -> line.length() < 80);
  }

  @Test
  void betweenStepsNothingIsShown() {
    var steps = new Steps(out, true, ticker);
    steps.status("too early");
    steps.refresh();
    steps.end("never begun");

    assertThat(screen()).isEmpty();
  }

  private void runOneStep(Steps steps) {
    steps.begin("control plane");
    steps.status("building");
    steps.status(" building ");
    steps.status("");
    ticker.advance(Duration.ofMillis(3_210));
    steps.refresh();
    steps.status("starting");
    steps.end("is up");
  }

  private String screen() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
