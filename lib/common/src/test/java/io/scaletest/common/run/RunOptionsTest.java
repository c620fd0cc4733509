package io.scaletest.common.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class RunOptionsTest {
  private static final Instant START = Instant.parse("2026-03-01T02:07:00.000000005Z");

  private final AtomicLong nowNs = new AtomicLong();
  private final WallClock clock = WallClock.startingAt(START, nowNs::get);

  @TempDir Path folder;

  @Command
  private static final class Tool {
    @Mixin private RunOptions run;
  }

  private static RunOptions parse(String... args) {
    var tool = new Tool();
    new CommandLine(tool).parseArgs(args);
    return tool.run;
  }

  @Test
  void defaultsAreTheContracts() {
    RunOptions run = parse();

    RunId runId = run.runId(clock, ZoneOffset.UTC);

    assertThat(runId.value()).matches("0301\\.0207\\.\\d{4}");
    assertThat(run.dataFile(runId)).hasToString(runId + "-driver.csv");
    assertThat(run.seed(clock)).isEqualTo(1_772_330_820_000_000_005L);
  }

  @Test
  void takesWhatIsGivenWithOneDashOrTwo() {
    RunOptions run = parse("-runid", "a.b", "--datafile", "x-{{.RunID}}", "-seed=-7");

    RunId runId = run.runId(clock, ZoneOffset.UTC);

    assertThat(runId).isEqualTo(RunId.of("a.b"));
    assertThat(run.dataFile(runId)).hasToString("x-a.b");
    assertThat(run.seed(clock)).isEqualTo(-7);
  }

  @Test
  void anEmptyRunIdIsGenerated() {
    assertThat(parse("-runid=").runId(clock, ZoneOffset.UTC).value()).startsWith("0301.0207.");
  }

  @Test
  void generatedValuesAreSettledOnce() {
    RunOptions run = parse();
    RunId runId = run.runId(clock, ZoneOffset.UTC);
    long seed = run.seed(clock);

    nowNs.addAndGet(3_600_000_000_000L);

    assertThat(run.runId(clock, ZoneOffset.UTC)).isEqualTo(runId);
    assertThat(run.seed(clock)).isEqualTo(seed);
  }

  @Test
  void anExistingFileIsRefusedOnlyIfAskedFor() throws IOException {
    Path existing = Files.createFile(folder.resolve("x.csv"));

    assertThatCode(() -> parse().checkReplaceable(existing, DriverExit.DATA_FILE))
        .doesNotThrowAnyException();
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(() -> parse("-no-overwrite").checkReplaceable(existing, DriverExit.DATA_FILE))
        .withMessage("no-overwrite: must not replace an existing file, got " + existing)
        .satisfies(e -> assertThat(e.status()).isEqualTo(DriverExit.DATA_FILE));
  }

  @Test
  void newFilesAndDevicesAreNeverRefused() {
    RunOptions run = parse("--no-overwrite");

    assertThatCode(
            () -> {
              run.checkReplaceable(folder.resolve("new.csv"), DriverExit.DATA_FILE);
              run.checkReplaceable(Path.of("/dev/null"), DriverExit.DATA_FILE);
            })
        .doesNotThrowAnyException();
  }
}
