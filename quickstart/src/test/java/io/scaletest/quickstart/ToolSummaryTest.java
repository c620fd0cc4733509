package io.scaletest.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolSummaryTest {
  @TempDir Path folder;

  @Test
  void readsVerdictLoadAndLatenciesAndSkipsTheRest() throws IOException {
    ToolSummary summary =
        read(
            """
            {"schema": "scaletest-summary", "schemaVersion": 1, "tool": "cmdriver",
             "options": {"verdict": {"status": "no"}},
             "verdict": {"status": "SUSPECT", "reasons": ["late", "GC"], "more": [1]},
             "load": {"status": "CARRIED", "asked": 99.9, "text": "CARRIED: all", "more": [1]},
             "targetPerSecond": 100, "achievedPerSecond": 99.5,
             "latencies": {
               "create.service": {"unit": "ns", "count": 3, "min": 1, "p50": 2, "p90": 3,
                                  "p99": null, "max": 4, "mean": 2.5},
               "lateness": {"unit": "ns", "count": 0}}}
            """);

    assertThat(summary.verdict()).isEqualTo("SUSPECT");
    assertThat(summary.reasons()).containsExactly("late", "GC");
    assertThat(summary.load()).isEqualTo("CARRIED: all");
    assertThat(summary.latency("create.service"))
        .isEqualTo(
            new Latency(
                3,
                OptionalLong.of(1),
                OptionalLong.of(2),
                OptionalLong.of(3),
                OptionalLong.empty(),
                OptionalLong.of(4)));
    assertThat(summary.latency("lateness")).isEqualTo(Latency.NONE);
    assertThat(summary.latency("never.measured")).isEqualTo(Latency.NONE);
  }

  @Test
  void aToolWithoutALoadHasNone() throws IOException {
    String json = "{\"schema\": \"scaletest-summary\", \"schemaVersion\": 1, \"load\": null}";

    assertThat(read(json).load()).isEmpty();
  }

  @Test
  void anotherVersionOfTheSchemaIsRefused() {
    assertThatThrownBy(() -> read("{\"schema\": \"scaletest-summary\", \"schemaVersion\": 2}"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("must be scaletest-summary version 1")
        .hasMessageContaining("version 2");
  }

  @Test
  void aHalfWrittenFileIsRefused() {
    assertThatThrownBy(() -> read("{\"schema\": \"scalet"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not JSON");
  }

  private ToolSummary read(String json) throws IOException {
    return ToolSummary.read(Files.writeString(folder.resolve("x.summary.json"), json));
  }
}
