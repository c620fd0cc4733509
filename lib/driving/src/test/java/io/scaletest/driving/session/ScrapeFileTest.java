package io.scaletest.driving.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScrapeFileTest {
  private static final String REQUEST = "apiserver_request_duration_seconds";
  private static final List<String> HEAD =
      List.of("# Scrapes of an API server's metrics", "#Run ID: kept");

  @TempDir private Path folder;

  private static byte[] page(String... lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] page(String started, int posts, int gets) {
    return page(
        "# HELP " + REQUEST + " [STABLE] Response latency",
        "apiserver_request_total{verb=\"POST\"} 7",
        REQUEST + "_count{verb=\"POST\",path=\"a} b\"} " + posts,
        REQUEST + "_count{verb=\"GET\"} " + gets,
        "go_goroutines 5",
        "process_start_time_seconds " + started);
  }

  private Path path() {
    return folder.resolve("kept-driver.server.prom");
  }

  private List<String> scrapes() throws IOException {
    List<String> lines = Files.readAllLines(path());
    assertThat(lines.subList(0, 2)).isEqualTo(HEAD);
    return lines.subList(2, lines.size());
  }

  @Test
  void keepsWhatReportReadsAndOfThatWhatChanged() throws IOException {
    try (ScrapeFile file = ScrapeFile.create(path(), "kept")) {
      assertThat(file.add(page("1.7e+09", 3, 4), 1_000)).isTrue();
      assertThat(file.add(page("1.7e+09", 5, 4), 2_000)).isTrue();
      assertThat(scrapes())
          .containsExactly(
              "process_start_time_seconds 1.7e+09 1000",
              REQUEST + "_count{verb=\"POST\",path=\"a} b\"} 3 1000",
              REQUEST + "_count{verb=\"GET\"} 4 1000",
              "up 1 1000",
              "process_start_time_seconds 1.7e+09 2000",
              REQUEST + "_count{verb=\"POST\",path=\"a} b\"} 5 2000",
              "up 1 2000");
    }
  }

  @Test
  void ofAServerThatWasStartedAnewItKeepsAll() throws IOException {
    try (ScrapeFile file = ScrapeFile.create(path(), "kept")) {
      file.add(page("1.7e+09", 3, 4), 1_000);
      file.addFailed(2_000);
      file.add(page("1.8e+09", 3, 4), 3_000);
    }

    assertThat(scrapes().subList(4, 9))
        .containsExactly(
            "up 0 2000",
            "process_start_time_seconds 1.8e+09 3000",
            REQUEST + "_count{verb=\"POST\",path=\"a} b\"} 3 3000",
            REQUEST + "_count{verb=\"GET\"} 4 3000",
            "up 1 3000");
  }

  @Test
  void whatDoesNotFitIsNotBegun() throws IOException {
    try (ScrapeFile file = ScrapeFile.create(path(), "kept", 300)) {
      assertThat(file.add(page("1.7e+09", 3, 4), 1_000)).isTrue();
      assertThat(file.add(page("1.8e+09", 3, 4), 2_000)).isFalse();
    }

    assertThat(scrapes()).hasSize(4);
  }
}
