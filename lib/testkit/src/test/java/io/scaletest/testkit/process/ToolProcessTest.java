package io.scaletest.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ToolProcessTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @Test
  void outputErrorsAndStatusAreCaptured() {
    try (ToolProcess process =
        ToolProcess.command("sh", "-c", "echo out; echo error >&2; exit 7").start()) {
      assertThat(process.awaitExit(LIMIT)).isEqualTo(7);
      assertThat(process.stdout()).isEqualTo("out\n");
      assertThat(process.stderr()).isEqualTo("error\n");
    }
  }

  @Test
  void aSignalReachesTheToolItself() {
    String script = "trap 'echo caught; exit 143' TERM; echo ready; while :; do sleep 0.05; done";
    try (ToolProcess process = ToolProcess.command("sh", "-c", script).start()) {
      process.awaitOutput("^ready$", LIMIT);

      process.signal("TERM");

      assertThat(process.awaitExit(LIMIT)).isEqualTo(143);
      assertThat(process.stdout()).isEqualTo("ready\ncaught\n");
    }
  }

  @Test
  void waitingForOutputFailsWithWhatWasWrittenInstead() {
    try (ToolProcess process =
        ToolProcess.command("sh", "-c", "echo something else; exit 1").start()) {
      assertThatThrownBy(() -> process.awaitOutput("ready", LIMIT))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("ended without matching ready")
          .hasMessageContaining("something else");
    }
  }

  @Test
  void waitingForTheEndIsBounded() {
    try (ToolProcess process = ToolProcess.command("sleep", "600").start()) {
      assertThatThrownBy(() -> process.awaitExit(Duration.ofMillis(50)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("sleep 600 did not end within");
    }
  }

  @Test
  void closingKillsTheToolAndWhatItStarted() {
    long child;
    ToolProcess process =
        ToolProcess.command("sh", "-c", "sleep 600 & echo child $!; wait").start();
    try (process) {
      process.awaitOutput("child \\d+", LIMIT);
      child = Long.parseLong(process.stdout().strip().substring("child ".length()));
    }

    assertThat(process.isAlive()).isFalse();
    assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theUseOfTheMachineIsTheToolsOwn() {
    // The loop's CPU time is measured, not the wall time of the pause behind it.
    String script = "i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done; sleep 0.3";
    try (ToolProcess process = ToolProcess.command("sh", "-c", script).start()) {
      assertThatThrownBy(process::resourceUse).isInstanceOf(IllegalStateException.class);
      process.awaitExit(LIMIT);

      ResourceUse use = process.resourceUse();

      assertThat(use.cpu()).isPositive();
      assertThat(use.mostResidentBytes()).isBetween(100_000L, 100_000_000L);
    }
  }

  @Test
  void variablesAndPrefixesReachTheTool() {
    try (ToolProcess process =
        ToolProcess.command("sh", "-c", "echo $A-$B")
            .environment("A", "1")
            .through(java.util.List.of("env", "B=2"))
            .start()) {
      process.awaitExit(LIMIT);
      assertThat(process.stdout()).isEqualTo("1-2\n");
    }
  }

  @Test
  void aJarThatIsNotPackagedIsNamedWithTheCommandThatPackagesIt() {
    assertThatThrownBy(() -> ToolProcess.jar("no-such-tool"))
        .hasMessageContaining("./mvnw -pl no-such-tool -am package");
  }
}
