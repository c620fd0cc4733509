package io.scaletest.player.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is told in one line before anything is asked of a server. */
class ReplayCommandTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int execute(List<String> words) {
    return Player.execute(
        words.toArray(String[]::new),
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String told() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--speed=0|speed: must be 0.001 to 100000, got 0.0",
        "--loop=0|loop: must be 1 to 1000, got 0",
        "--amplify=1001|amplify: must be 1 to 1000, got 1001",
        "--window=10m|window: must be two durations, 10m..20m, got 10m",
        "--window=20m..10m|window: must be from before to, got 20m..10m",
        "--traffic=stream|traffic: must be one of client, controller, node, lease, event, status, got",
        "--map-user=ann|map-user: must be FROM=TO, got ann",
        "--patch-types=none.yaml|patch-types: none.yaml: cannot be read: no such file",
      })
  void aWrongOptionIsNamed(String option, String told) {
    List<String> words = new ArrayList<>(List.of("replay", "t.trace", option));
    words.add("--datafile=" + folder.resolve("d.csv"));

    assertThat(execute(words)).isEqualTo(2);
    assertThat(told()).contains(told).hasLineCount(1);
  }

  @Test
  void whatIsNoTraceIsTold() throws IOException {
    Path none = Files.writeString(folder.resolve("x"), "hello");
    Path kubeconfig =
        Files.writeString(
            folder.resolve("k"),
            "{apiVersion: v1, kind: Config, current-context: c,"
                + " clusters: [{name: c, cluster: {server: \"http://127.0.0.1:1\"}}],"
                + " users: [{name: u, user: {}}],"
                + " contexts: [{name: c, context: {cluster: c, user: u}}]}");

    assertThat(execute(List.of("replay", none.toString(), "--kubeconfig=" + kubeconfig)))
        .as(this::told)
        .isEqualTo(2);
    assertThat(told()).contains("x: must be a trace of player record, and is none");
  }
}
