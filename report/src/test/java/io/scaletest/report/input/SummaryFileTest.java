package io.scaletest.report.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.report.model.ToolMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SummaryFileTest {
  @TempDir private Path folder;

  private Optional<ToolMemory> memory(String resident) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.summary.json"),
            "{\"schema\":\"scaletest-summary\",\"schemaVersion\":1,\"tool\":\"cmdriver\","
                + "\"start\":\"2026-03-01T00:00:01.500Z\",\"window\":{\"resident\":"
                + resident
                + "}}");
    return SummaryFile.read(file, new LeftOut()).orElseThrow().tool().memory();
  }

  @Test
  void memoryHasItsTimes() throws IOException {
    ToolMemory memory = memory("{\"everySeconds\":32.000,\"bytes\":[5, 7]}").orElseThrow();

    assertThat(memory.bytes()).isEqualTo(List.of(5L, 7L));
    assertThat(memory.epochMs(1)).isEqualTo(memory.startEpochMs() + 32_000);
    assertThat(memory.startEpochMs() % 10_000).isEqualTo(1_500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "{\"everySeconds\":0,\"bytes\":[]}",
        "{\"everySeconds\":0,\"bytes\":[5]}",
        "{\"everySeconds\":1,\"bytes\":[]}",
        "{\"everySeconds\":1,\"bytes\":[5,\"6\"]}",
        "{\"everySeconds\":1,\"bytes\":7}",
        "{\"bytes\":[5]}"
      })
  void memoryThatIsUnknownOrNoneIsLeftOut(String resident) throws IOException {
    assertThat(memory(resident)).isEmpty();
  }
}
