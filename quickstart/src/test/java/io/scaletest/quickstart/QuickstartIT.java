package io.scaletest.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.process.Launcher;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar with tools that only pretend, stopped in every way at every stage. */
@Timeout(300)
class QuickstartIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir Path folder;

  private FakeTools tools;

  @BeforeEach
  void fakeTheTools() throws IOException {
    tools = FakeTools.in(folder);
  }

  @Test
  void runsToTheEnd() throws Exception {
    try (ToolProcess quickstart = start()) {
      assertThat(quickstart.awaitExit(LIMIT)).as(quickstart.stdout()).isZero();

      assertThat(quickstart.stdout()).contains("they agree").contains("VALID");
      assertThat(quickstart.stderr()).contains("no process and no object left");
      tools.awaitRunning();
      assertThat(folder.resolve("scaletest-results"))
          .isDirectoryRecursivelyContaining("glob:**.csv");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "control-plane, INT, 130",
    "control-plane, TERM, 143",
    "cm-logger, INT, 130",
    "cmdriver, INT, 130",
    "cmdriver, TERM, 143"
  })
  void aStopWhileAToolIsUnderWayLeavesNothing(String tool, String signal, int status)
      throws Exception {
    tools.with("hang-" + tool);
    try (ToolProcess quickstart = start()) {
      awaitStart(tool);

      quickstart.signal(signal);

      assertThat(quickstart.awaitExit(LIMIT)).isEqualTo(status);
      assertThat(tools.running()).isEmpty();
      assertThat(quickstart.stderr()).contains("stopped").contains("no process and no object left");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"control-plane", "cm-logger", "cmdriver"})
  void aSecondSignalEndsItAtOnceAndTheOthersAllTheSame(String tool) throws Exception {
    tools.with("ignore-stop-" + tool);
    try (ToolProcess quickstart = start()) {
      awaitStart(tool);
      quickstart.signal("INT");
      quickstart.awaitOutput("stopped", LIMIT);

      quickstart.signal("INT");

      assertThat(quickstart.awaitExit(LIMIT)).isEqualTo(1);
      tools.awaitRunning();
    }
  }

  @Test
  void evenIfItIsKilledNothingIsLeft() throws Exception {
    tools.with("ignore-stop-cmdriver");
    try (ToolProcess quickstart = start()) {
      awaitStart("cmdriver");

      quickstart.signal("KILL");

      quickstart.awaitExit(LIMIT);
      tools.awaitRunning();
      assertThat(tools.started()).last().asString().startsWith("control-plane down");
    }
  }

  private ToolProcess start() {
    return ToolProcess.jar("quickstart", "-real", "-lambda", "10", "-duration", "1s")
        .jvmOptions("-D" + Launcher.PROPERTY + "=" + tools.script())
        .directory(folder)
        .start();
  }

  private void awaitStart(String tool) throws Exception {
    switch (tool) {
      case "control-plane" -> tools.awaitRunning("control-plane");
      case "cm-logger" -> tools.awaitRunning("cm-logger", "control-plane");
      default -> tools.awaitRunning("cm-logger", "cmdriver", "control-plane");
    }
  }
}
