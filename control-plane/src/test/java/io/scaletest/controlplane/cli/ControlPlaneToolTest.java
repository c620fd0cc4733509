package io.scaletest.controlplane.cli;

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

class ControlPlaneToolTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "up --bogus | unknown option --bogus",
        "up --apiservers 0 | --apiservers: must be 1 to 9, got 0",
        "up --apiservers many | apiservers: must be a whole number",
        "up --advertise-address 127.0.0.1 | --advertise-address: must not be loopback",
        "up --apiservers 2 --advertise-address 10.200.0.1 | one different address for each",
        "up --secure-port 70000 | --secure-port: must be 1 to 65535, got 70000",
        "up --without etcd | --without: nothing works without it, got etcd",
        "up --without kubelet | --without: must be one of",
        "up --extra-config v=2 | --extra-config: must be COMPONENT.FLAG=VALUE, such as",
        "up --extra-config kubelet.v=2 | --extra-config: must be one of",
        "up --without kube-scheduler --extra-config kube-scheduler.v=2 | got kube-scheduler of",
        "sideways | the first word: must be one of up, down, status, env, import, build, got sideways",
      })
  void aWrongOptionGivesOneLineAndStatus2(String arguments, String message) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);

    assertThat(errors()).contains(message);
    assertThat(errors().lines()).hasSize(1);
    assertThat(out.size()).isZero();
  }

  @Test
  void noWordAtAllIsAWrongOption() {
    assertThat(run()).isEqualTo(2);
    assertThat(errors().lines())
        .containsExactly(
            "control-plane: the first word: must be one of up, down, status, env, import, build, got nothing");
  }

  @Test
  void aFolderOfSomethingElseIsRefusedWithStatus8() throws IOException {
    Files.writeString(folder.resolve("thesis.tex"), "mine");

    assertThat(run("up", "--data-dir", folder.toString())).isEqualTo(8);

    assertThat(errors()).contains("--data-dir: must be a new or empty folder");
    assertThat(folder.toFile().list()).containsExactly("thesis.tex");
  }

  @Test
  void statusAndEnvOfNothingGiveStatus3() {
    assertThat(run("status", "--data-dir", folder.toString())).isEqualTo(3);
    assertThat(run("env", "--data-dir", folder.toString())).isEqualTo(3);
    assertThat(out.size()).isZero();
  }

  @Test
  void downOfNothingSucceedsAndMakesNoFolder() {
    Path missing = folder.resolve("missing");

    assertThat(run("down", "--data-dir", missing.toString())).isZero();

    assertThat(missing).doesNotExist();
  }

  @Test
  void helpNamesEveryCommand() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("  up ", "  down ", "  status ", "  env ", "  build ");
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
  }

  private int run(String... arguments) {
    return ControlPlaneTool.execute(
        arguments,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
