package io.scaletest.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeenObjectsTest {
  private static final String CREATE = "2026-01-01 00:00:00.000,2026-01-01 00:00:00.003,create,";
  private static final String DELETE = "2026-01-01 00:00:02.003,2026-01-01 00:00:02.007,delete,";

  @TempDir Path folder;

  @Test
  void countsADriversRowsAndItsFailuresApart() throws IOException {
    SeenObjects seen = SeenObjects.ofDriver(file(), "r.1");
    append(CREATE + "\"r.1-001\",\"\"\n" + CREATE + "\"r.1-002\",\"\"\n");
    append(DELETE + "\"r.1-001\",\"\"\n");
    append(DELETE + "\"r.1-002\",\"dial tcp: \\\"refused\\\", again\"\n");

    seen.update();

    assertThat(seen.created()).isEqualTo(2);
    assertThat(seen.deleted()).isEqualTo(1);
    assertThat(seen.failures()).isEqualTo(1);
  }

  @Test
  void countsALoggersRowsOfThisRunOnly() throws IOException {
    SeenObjects seen = SeenObjects.ofLogger(file(), "r");
    append(loggerRow("create", "scaletest/r-1"));
    append(loggerRow("update", "scaletest/r-1"));
    append(loggerRow("create", "scaletest/r-x-1"));
    append(loggerRow("create", "kube-system/kube-root-ca.crt"));

    seen.update();

    assertThat(seen.created()).isEqualTo(1);
    assertThat(seen.deleted()).isZero();
  }

  @Test
  void readsOnWhereItStoppedEvenInsideARow() throws IOException {
    SeenObjects seen = SeenObjects.ofLogger(file(), "r");
    seen.update();
    String row = loggerRow("create", "scaletest/r-1");
    append(row.substring(0, 30));
    seen.update();
    assertThat(seen.created()).isZero();

    append(row.substring(30));
    seen.update();
    seen.update();

    assertThat(seen.created()).isEqualTo(1);
    assertThat(seen.repetitions()).isZero();
  }

  @Test
  void anObjectCreatedTwiceIsARepetition() throws IOException {
    SeenObjects seen = SeenObjects.ofLogger(file(), "r");
    append(loggerRow("create", "scaletest/r-1") + loggerRow("create", "scaletest/r-1"));

    seen.update();

    assertThat(seen.created()).isEqualTo(1);
    assertThat(seen.repetitions()).isEqualTo(1);
  }

  @Test
  void tellsWhatTheOtherHasBeyondIt() throws IOException {
    SeenObjects driver = SeenObjects.ofDriver(file(), "r");
    append(CREATE + "\"r-1\",\"\"\n" + CREATE + "\"r-2\",\"\"\n" + DELETE + "\"r-1\",\"\"\n");
    driver.update();
    SeenObjects logger = SeenObjects.ofLogger(folder.resolve("logger.csv"), "r");

    assertThat(logger.missingCreatesOf(driver)).isEqualTo(2);
    assertThat(logger.missingDeletesOf(driver)).isEqualTo(1);
    assertThat(logger.hasAllDeletesOf(driver)).isFalse();
    assertThat(driver.hasAllDeletesOf(logger)).isTrue();
  }

  @Test
  void aLoggerThatIsBehindTellsOfACreationInTheRowOfTheDeletion() throws IOException {
    SeenObjects seen = SeenObjects.ofLogger(file(), "r");
    append(loggerRow("delete", "scaletest/r-1"));
    append(loggerRow("delete", "scaletest/r-2").replace(",1,0,0,", ",0,0,1,"));

    seen.update();

    assertThat(seen.deleted()).isEqualTo(2);
    assertThat(seen.created()).isEqualTo(1);
  }

  private static String loggerRow(String operation, String object) {
    return "2026-01-01 00:00:00.005,"
        + operation
        + ",\""
        + object
        + "\",2026-01-01 00:00:00,1,0,0,2026-01-01 00:00:00.004,2026-01-01 00:00:00.004,0\n";
  }

  private Path file() {
    return folder.resolve("rows.csv");
  }

  private void append(String text) throws IOException {
    Files.writeString(file(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
