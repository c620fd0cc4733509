package io.scaletest.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code shellcheck} finds in the scripts: nothing. */
class ScriptsTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Pattern SHELL = Pattern.compile("#!.*\\b(ba|da)?sh\\b.*");

  /** Where scripts are; {@code mvnw} is Maven's. */
  private static final List<String> PLACES =
      List.of(
          "scaletest",
          ".ci",
          "hack",
          "deploy",
          "dist",
          "lib/control-plane/src",
          "quickstart/src",
          "bench/src",
          "e2e/src");

  @Test
  void shellcheckFindsNothing() throws IOException {
    if (!Boolean.parseBoolean(System.getenv("CI"))) {
      assumeThat(isOnThePath("shellcheck")).as("shellcheck is on the path").isTrue();
    }
    List<String> command = new ArrayList<>(List.of("shellcheck"));
    for (String place : PLACES) {
      try (Stream<Path> files = Files.walk(Repository.root().resolve(place))) {
        files.filter(ScriptsTest::isScript).map(Path::toString).sorted().forEach(command::add);
      }
    }
    assertThat(command).as("scripts found").hasSizeGreaterThan(4);
    try (ToolProcess shellcheck =
        ToolProcess.command(command.toArray(String[]::new)).directory(Repository.root()).start()) {
      int status = shellcheck.awaitExit(LIMIT);

      assertThat(status).as(shellcheck.stdout()).isZero();
    }
  }

  private static boolean isScript(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    // Any byte is a character here, whatever the file is.
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      String first = reader.readLine();
      return first != null && SHELL.matcher(first).matches();
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static boolean isOnThePath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
