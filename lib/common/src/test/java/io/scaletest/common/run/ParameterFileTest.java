package io.scaletest.common.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.scaletest.common.exit.ToolException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ParameterFileTest {
  private static final List<String> NASTY =
      List.of(
          "",
          "plain",
          "two  spaces ",
          "$HOME",
          "${HOME}",
          "$(echo broken)",
          "`echo broken`",
          "it's",
          "'",
          "''",
          "\"quoted\"",
          "both ' and \"",
          "back\\slash",
          "ends in \\",
          "\\n",
          "a\nsecond line",
          "trailing newline\n",
          "tab\tand\rreturn",
          "semi; colon & | < > ( ) # ! * ? [ ] { } ~ = %",
          "!event",
          "-n",
          "dash — ünïcödé 日本 😀",
          "\u0001\u001b[31m\u007f",
          "/home/me/.kube/config");

  @TempDir Path folder;

  @Test
  void writesOneAssignmentALineInTheGivenOrder() throws IOException {
    Path file = folder.resolve("x.parms");
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("KUBECONFIG", "/root/.kube/config");
    parameters.put("LAMBDA", 1.0);
    parameters.put("N", 300);
    parameters.put("DATEFILENAME", "0831.1405.0042-driver.csv");
    parameters.put("SEED", 1_700_000_000_123_456_789L);
    parameters.put("CREATE_ONLY", false);

    ParameterFile.write(file, parameters);

    assertThat(file)
        .hasContent(
            """
            KUBECONFIG="/root/.kube/config"
            LAMBDA=1
            N=300
            DATEFILENAME="0831.1405.0042-driver.csv"
            SEED=1700000000123456789
            CREATE_ONLY=false
            """);
  }

  @Test
  void writesFloatingPointNumbersAsTheOriginals() {
    assertThat(ParameterFile.render(Map.of("RATE", 0.1))).isEqualTo("RATE=0.1\n");
    assertThat(ParameterFile.render(Map.of("RATE", 150.0))).isEqualTo("RATE=150\n");
    assertThat(ParameterFile.render(Map.of("RATE", 1e6))).isEqualTo("RATE=1e+06\n");
    assertThat(ParameterFile.render(Map.of("LAMBDA", 1e6))).isEqualTo("LAMBDA=1E+06\n");
    assertThat(ParameterFile.render(Map.of("LAMBDA", 2.5e-7))).isEqualTo("LAMBDA=2.5E-07\n");
    assertThat(ParameterFile.render(Map.of("A", -2.5f))).isEqualTo("A=-2.5\n");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  @SuppressWarnings("OrphanedFormatString") // the shell's printf formats it
  void aShellThatSourcesTheFileHasTheVeryValues() throws Exception {
    Path file = folder.resolve("nasty.parms");
    Map<String, Object> parameters = new LinkedHashMap<>();
    var script = new StringBuilder(". \"$1\"; printf '%s\\0'");
    for (int i = 0; i < NASTY.size(); i++) {
      parameters.put("V" + i, NASTY.get(i));
      script.append(" \"$V").append(i).append('"');
    }
    ParameterFile.write(file, parameters);

    assertThat(valuesPrintedByShell(script.toString(), file)).isEqualTo(NASTY);
  }

  private static List<String> valuesPrintedByShell(String script, Path file) throws Exception {
    Process shell =
        new ProcessBuilder("/bin/sh", "-c", script, "sh", file.toString())
            .redirectErrorStream(true)
            .start();
    try {
      shell.getOutputStream().close();
      String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(shell.exitValue()).as(printed).isZero();
      var values = new ArrayList<>(List.of(printed.split("\0", -1)));
      values.remove(values.size() - 1);
      return values;
    } finally {
      shell.destroyForcibly();
    }
  }

  @Test
  void replacesALongerFile() throws IOException {
    Path file = Files.writeString(folder.resolve("x.parms"), "OLD=1\n".repeat(100));

    ParameterFile.write(file, Map.of("N", 1));

    assertThat(file).hasContent("N=1\n");
  }

  @Test
  void aFileThatCannotBeMadeIsStatusTen() {
    Path file = folder.resolve("missing").resolve("x.parms");

    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(() -> ParameterFile.write(file, Map.of("N", 1)))
        .withMessage("parameter file " + file + " cannot be made: no such file or folder")
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(10));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsStatusEleven() {
    assertThatExceptionOfType(ToolException.class)
        .isThrownBy(() -> ParameterFile.write(Path.of("/dev/full"), Map.of("N", 1)))
        .withMessage("parameter file /dev/full cannot be completed: No space left on device")
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(11));
  }

  @Test
  void refusesWhatAShellVariableCannotHoldBeforeItTouchesTheFile() {
    Path file = folder.resolve("x.parms");

    for (Map<String, Object> bad :
        List.<Map<String, Object>>of(
            Map.of("A", "nul\0"),
            Map.of("A", Double.NaN),
            Map.of("A", List.of()),
            Map.of("1A", 1),
            Map.of("A-B", 1),
            Map.of("", 1))) {
      assertThatIllegalArgumentException().isThrownBy(() -> ParameterFile.write(file, bad));
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void theFileIsNamedAfterTheRun() {
    assertThat(ParameterFile.pathFor(RunId.of("r"))).hasToString("r-driver.parms");
  }
}
