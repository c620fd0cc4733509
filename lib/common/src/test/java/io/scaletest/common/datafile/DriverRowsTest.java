package io.scaletest.common.datafile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.CollectedFaults;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.run.DriverExit;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DriverRowsTest {
  private static final FaultHandler NO_FAULTS = new CollectedFaults();
  @TempDir Path folder;

  @Test
  void writesTheContractsColumns() {
    Path path = folder.resolve("x-driver.csv");
    long beforeMs = Instant.parse("2020-08-31T21:05:09.123Z").toEpochMilli();
    try (var rows =
        DriverRows.create(
            path, DriverExit.DATA_FILE, () -> 0, (p, written, cause) -> {}, NO_FAULTS)) {
      rows.append(beforeMs, beforeMs + 7, "create", "0831.1405.0042-001", "");
      rows.append(beforeMs + 900, beforeMs + 1_000, "update", "0831.1405.0042-001", "");
      rows.append(
          beforeMs + 60_000,
          beforeMs + 60_001,
          "delete",
          "0831.1405.0042-001",
          "configmaps \"x\" not found:\n\tgone, really");
    }

    assertThat(path)
        .hasContent(
            """
            2020-08-31 21:05:09.123,2020-08-31 21:05:09.130,create,"0831.1405.0042-001",""
            2020-08-31 21:05:10.023,2020-08-31 21:05:10.123,update,"0831.1405.0042-001",""
            2020-08-31 21:06:09.123,2020-08-31 21:06:09.124,delete,"0831.1405.0042-001",\
            "configmaps \\"x\\" not found:\\n\\tgone, really"
            """);
  }

  @Test
  void aFileThatCannotBeMadeIsStatusTwo() {
    Path path = folder.resolve("missing").resolve("x.csv");

    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(
            () ->
                DriverRows.create(path, DriverExit.DATA_FILE, () -> 0, (p, w, c) -> {}, NO_FAULTS))
        .withMessage("data file " + path + " cannot be made: no such file or folder")
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(2));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskLosesRowsButSaysSo() {
    List<String> told = new ArrayList<>();
    Path path = Path.of("/dev/full");
    var rows =
        DriverRows.create(
            path,
            DriverExit.DATA_FILE,
            () -> 0,
            (p, written, cause) -> told.add(p + " " + written + " " + IoReason.of(cause)),
            NO_FAULTS);
    rows.append(0, 0, "create", "a", "");
    rows.append(0, 0, "create", "b", "");
    rows.close();

    assertThat(told).containsExactly("/dev/full 0 No space left on device");
    assertThat(rows.stats().rowsUnwritten()).isEqualTo(2);
  }
}
