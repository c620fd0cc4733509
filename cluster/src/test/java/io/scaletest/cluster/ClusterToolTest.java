package io.scaletest.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterToolTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sideways | the first word: must be one of up, status, run, down, got sideways",
        "up --bogus | unknown option --bogus",
        "up --nodes 0 | nodes: must be 1 to 1000000, got 0",
        "up --nodes many | nodes: must be a whole number",
        "up --nodes-per-process 0 | nodes-per-process: must be 1 to 100000, got 0",
        "up --watch twice | watch: must be shared or per-node, got twice",
        "up --on-kubernetes | --on-kubernetes: needs --etcd-image",
        "run | needs a tool: cluster run [options] TOOL [its options]",
      })
  void aWrongOptionGivesOneLineAndStatus2(String arguments, String message) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);

    assertThat(errors()).contains(message);
    assertThat(errors().lines()).hasSize(1);
    assertThat(out.size()).isZero();
  }

  @Test
  void aFolderOfSomethingElseIsRefusedAndStays() throws IOException {
    Files.writeString(folder.resolve("thesis.tex"), "mine");

    assertThat(run("up", "--data-dir", folder.toString())).isEqualTo(8);
    assertThat(run("down", "--data-dir", folder.toString())).isZero();

    assertThat(errors()).contains("--data-dir: must be a new or empty folder or one of a cluster");
    assertThat(folder.toFile().list()).containsExactly("thesis.tex");
  }

  @Test
  void whereNothingIsStatusAndRunGive3AndDownMakesNoFolder() {
    Path missing = folder.resolve("missing");

    assertThat(run("status", "--data-dir", missing.toString())).isEqualTo(3);
    assertThat(run("run", "--data-dir", missing.toString(), "gc", "--all")).isEqualTo(3);
    assertThat(run("down", "--data-dir", missing.toString())).isZero();

    assertThat(missing).doesNotExist();
    assertThat(errors().lines()).hasSize(2);
  }

  private int run(String... arguments) {
    return ClusterTool.execute(
        arguments,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
