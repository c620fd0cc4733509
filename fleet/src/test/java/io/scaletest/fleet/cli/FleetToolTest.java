package io.scaletest.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetToolTest {
  private static final String SPEC =
      """
      drivers:
        tool: cmdriver
        image: i
        options: {lambda: 1, n: 1}
      """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder;

  private int execute(String... words) {
    return FleetTool.execute(
        words,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void helpNamesEachCommand() {
    assertThat(execute("--help")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("Usage: fleet COMMAND")
        .contains("\n  run ", "\n  collect ", "\n  merge ", "\n  down ");
  }

  @Test
  void anotherWordIsRefused() {
    assertThat(execute("up")).isEqualTo(2);

    assertThat(err())
        .isEqualTo("fleet: the first word: must be one of run, collect, merge, down, got up\n");
  }

  @Test
  void aSpecificationThatCannotBeIsRefusedBeforeAnythingIsMade() throws IOException {
    Path spec = Files.writeString(folder.resolve("spec.yaml"), SPEC.replace("n: 1", "n: none"));
    Path output = folder.resolve("out");

    assertThat(execute("run", spec.toString(), "--output=" + output, "--kubeconfig=/none"))
        .isEqualTo(2);

    assertThat(err())
        .isEqualTo("fleet run: " + spec + ":4: n: must be from 1 to 2000000000, got none\n");
    assertThat(output).doesNotExist();
  }

  @Test
  void aFolderWithSomethingInItIsNotWrittenTo() throws IOException {
    Path spec = Files.writeString(folder.resolve("spec.yaml"), SPEC);

    assertThat(execute("run", spec.toString(), "--output=" + folder)).isEqualTo(2);

    assertThat(err()).isEqualTo("fleet run: output: must be new or empty, got " + folder + "\n");
    assertThat(spec).exists();
  }

  @Test
  void withoutAConfigurationNothingIsLeft() throws IOException {
    Path spec = Files.writeString(folder.resolve("spec.yaml"), SPEC);
    Path output = folder.resolve("out");

    assertThat(execute("run", spec.toString(), "--output=" + output, "--kubeconfig=/none"))
        .isEqualTo(20);

    assertThat(output).doesNotExist();
  }

  @Test
  void whatIsNoRunsFolderCannotBeMerged() {
    assertThat(execute("merge", folder.toString())).isEqualTo(2);

    assertThat(err()).startsWith("fleet merge: FOLDER: must be a run's folder: ");
  }

  @Test
  void namesThatNoRunHasAreRefused() {
    assertThat(execute("down", "A_b")).isEqualTo(2);
    assertThat(execute("collect", "a", "--namespace=A")).isEqualTo(2);
    assertThat(execute("down")).isEqualTo(2);
  }
}
