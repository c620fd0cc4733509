package io.scaletest.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final ToolSummary DRIVER =
      new ToolSummary(
          "SUSPECT",
          List.of("own lateness: p99 23.0 ms (limit 10.0 ms)"),
          "CARRIED: 98.8 of 98.9 creates/s",
          Map.of(
              "create.service", latency(1_000, 1_360_000, 4_840_000, 193_460_000),
              "lateness", latency(3, 50_000, 270_000, 103_940_000)));
  private static final ToolSummary LOGGER =
      new ToolSummary(
          "VALID",
          List.of(),
          "",
          Map.of("notification", latency(1_000, -120_000, 6_850_000, 186_120_000)));

  @TempDir Path folder;

  @Test
  void latenciesAreATableInMillisecondsWithNegativeOnesKept() {
    assertThat(Report.latencies(DRIVER, LOGGER))
        .containsExactly(
            "  milliseconds                 min      p50      p90      p99      max  samples",
            "  create  service time        1.36     4.84        -        -   193.46     1000",
            "          response time          -        -        -        -        -        0",
            "  delete  service time           -        -        -        -        -        0",
            "          response time          -        -        -        -        -        0",
            "  lateness of the driver      0.05     0.27        -        -   103.94        3",
            "  notification of create     -0.12     6.85        -        -   186.12     1000");
  }

  @Test
  void theVerdictComesWithItsReasonsAndTheLoad() {
    Map<String, ToolSummary> parts = new LinkedHashMap<>();
    parts.put("driver", DRIVER);
    parts.put("logger", LOGGER);
    assertThat(Report.verdict(parts))
        .containsExactly(
            "  verdict   driver SUSPECT, logger VALID",
            "            driver: own lateness: p99 23.0 ms (limit 10.0 ms)",
            "  load      CARRIED: 98.8 of 98.9 creates/s");
  }

  @Test
  void whatTheLoggerSawTwiceIsNoAgreement() throws IOException {
    SeenObjects driver = SeenObjects.ofDriver(write("d.csv", "b,a,create,\"r-1\",\"\"\n"), "r");
    String row = "t,create,\"scaletest/r-1\",rest\n";
    SeenObjects once = SeenObjects.ofLogger(write("once.csv", row), "r");
    SeenObjects twice = SeenObjects.ofLogger(write("twice.csv", row + row), "r");
    driver.update();
    once.update();
    twice.update();

    assertThat(Report.agree(driver, once)).isTrue();
    assertThat(Report.agree(driver, twice)).isFalse();
    assertThat(Report.agreement(driver, twice)).anyMatch(line -> line.contains("1 of them more"));
  }

  private static Latency latency(long count, long min, long p50, long max) {
    return new Latency(
        count,
        OptionalLong.of(min),
        OptionalLong.of(p50),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.of(max));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
