package io.scaletest.fleet.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scaletest.fleet.spec.Role;
import io.scaletest.wire.time.UtcTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowMergeTest {
  private static final long START_MS = 1_795_933_243_000L;

  @TempDir private Path folder;

  @Test
  void rowsOfDriversComeInTheOrderOfTheirAnswers() throws IOException {
    List<Path> files = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (int member = 0; member < 5; member++) {
      List<String> rows = rows(member, 4_000);
      all.addAll(rows);
      files.add(write("m" + member, String.join("", rows)));
    }

    Path merged = folder.resolve("merged.csv");
    List<Long> counts = RowMerge.merge(Role.DRIVER, files, merged);

    List<String> lines = Files.readAllLines(merged);
    assertThat(counts).containsExactly(4_000L, 4_000L, 4_000L, 4_000L, 4_000L);
    assertThat(lines.stream().map(line -> line + "\n")).containsExactlyInAnyOrderElementsOf(all);
    assertThat(lines.stream().map(line -> line.split(",")[1])).isSorted();
    for (int member = 0; member < 5; member++) {
      String own = "\"m" + member + "-";
      assertThat(lines.stream().filter(line -> line.contains(own)).map(line -> line + "\n"))
          .as("rows of one file keep their order")
          .containsExactlyElementsOf(rows(member, 4_000));
    }
  }

  @Test
  void rowsOfLoggersComeInTheOrderOfTheirFirstColumn() throws IOException {
    Path one = write("one", "2026-11-29 06:20:43.002,b\n2026-11-29 06:20:43.004,d\n");
    Path two = write("two", "2026-11-29 06:20:43.001,a\n2026-11-29 06:20:43.003,c\n");

    Path merged = folder.resolve("merged.csv");
    RowMerge.merge(Role.LOGGER, List.of(one, two), merged);

    assertThat(Files.readAllLines(merged).stream().map(line -> line.substring(24)))
        .containsExactly("a", "b", "c", "d");
  }

  @Test
  void aRowThatAKilledProcessLeftWithoutItsEndIsNone() throws IOException {
    Path cut = write("cut", "2026-11-29 06:20:43.002,b\n2026-11-29 06:20:43.00");

    Path merged = folder.resolve("merged.csv");
    assertThat(RowMerge.merge(Role.LOGGER, List.of(cut, write("none", "")), merged))
        .containsExactly(1L, 0L);
    assertThat(merged).hasContent("2026-11-29 06:20:43.002,b\n");
  }

  @Test
  void rowsLongerThanTheBufferAreWhole() throws IOException {
    String text = "2026-11-29 06:20:43.002," + "x".repeat(200_000) + "\n";

    Path merged = folder.resolve("merged.csv");
    RowMerge.merge(Role.LOGGER, List.of(write("long", text + text)), merged);

    assertThat(Files.readString(merged)).isEqualTo(text + text);
  }

  @Test
  void whatHasNoTimeIsRefusedWithItsPlace() throws IOException {
    Path bad = write("bad", "2026-11-29 06:20:43.002,b\nhello\n");

    assertThatThrownBy(
            () -> RowMerge.merge(Role.LOGGER, List.of(bad), folder.resolve("merged.csv")))
        .hasMessage(bad + ":2: has no time at column 1");
  }

  /** Returns rows of a member whose answers come later than those of others, or earlier. */
  private static List<String> rows(int member, int count) {
    SplittableRandom random = new SplittableRandom(member);
    List<String> rows = new ArrayList<>();
    long atMs = START_MS;
    for (int i = 0; i < count; i++) {
      atMs += random.nextInt(5);
      StringBuilder row = new StringBuilder();
      UtcTime.appendMillis(row, atMs - random.nextInt(50));
      row.append(',');
      UtcTime.appendMillis(row, atMs);
      rows.add(row + ",create,\"m" + member + "-" + i + "\",\"\"\n");
    }
    return rows;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
