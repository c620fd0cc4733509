package io.scaletest.e2e.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What measure says and ends with where there is nothing to measure. */
@SideBySide
class MeasureExitStatusIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2   | --rows=r.csv | needs a command: measure [options] -- java -cp ... Main",
        "2   | --metrics-port=99999 -- true | metrics-port: must be -1 to 65535, got 99999",
        "74  | --rows=no/r.csv -- true | rows: no/r.csv cannot be made: no such file or folder",
        "74  | --summary=. -- true | summary: . cannot be made: Is a directory",
        "127 | -- ./none | ./none cannot be started: no such file or directory",
      })
  void whatCannotBeDoneIsOneLine(int status, String options, String line) throws Exception {
    try (ToolProcess measure =
        ToolProcess.jar("measure", options.split(" ")).directory(folder).start()) {
      assertThat(measure.awaitExit(LIMIT)).as(measure.stderr()).isEqualTo(status);
      assertThat(measure.stderr().strip()).isEqualTo("measure: " + line);
    }
  }

  @Test
  void theProgramsStreamsAndStatusAreItsOwn() throws Exception {
    List<String> words =
        List.of("--", "sh", "-c", "echo out; echo err >&2; echo $SCALETEST_ROWS; exit 7");
    try (ToolProcess measure =
        ToolProcess.jar("measure", "--rows=r.csv")
            .arguments(words.toArray(String[]::new))
            .directory(folder)
            .start()) {
      assertThat(measure.awaitExit(LIMIT)).isEqualTo(7);
      assertThat(measure.stdout()).isEqualTo("out\nr.csv\n");
      assertThat(measure.stderr()).isEqualTo("err\n");
    }
  }

  @Test
  void theProgramHearsOfASignal() throws Exception {
    try (ToolProcess measure =
        ToolProcess.jar("measure")
            .arguments("--", "sh", "-c", "trap 'echo told; exit 3' TERM; echo up; sleep 60 & wait")
            .start()) {
      measure.awaitOutput("up", LIMIT);
      measure.signal("TERM");
      assertThat(measure.awaitExit(LIMIT)).isEqualTo(3);
      assertThat(measure.stdout()).contains("told");
    }
  }
}
