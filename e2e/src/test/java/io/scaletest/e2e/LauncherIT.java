package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher script, once everything is built. */
@SideBySide
@ResourceLock("launcher")
class LauncherIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Path SCRIPT = Repository.root().resolve("scaletest");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"help", "--help"})
  void listsTheTools(String argument) {
    try (ToolProcess launcher = start(SCRIPT, argument)) {
      assertThat(launcher.awaitExit(LIMIT)).isZero();
      assertThat(launcher.stdout().lines())
          .anyMatch(line -> line.matches(" +cmdriver +Open-loop.*"))
          .anyMatch(line -> line.matches(" +gc +Deletes.*"))
          .noneMatch(line -> line.matches(" +(lib|e2e).*"));
    }
  }

  @Test
  void everyToolIsListedOnceAndNoLineIsWiderThanATerminal() throws IOException {
    List<String> tools;
    try (Stream<Path> folders = Files.list(Repository.root())) {
      tools =
          folders
              .filter(each -> contains(each.resolve("pom.xml"), "<tool.main.class>"))
              .map(each -> each.getFileName().toString())
              .toList();
    }

    try (ToolProcess launcher = start(SCRIPT, "help")) {
      assertThat(launcher.awaitExit(LIMIT)).isZero();
      assertThat(launcher.stdout().lines()).allMatch(line -> line.length() <= 79);
      assertThat(
              launcher
                  .stdout()
                  .lines()
                  .filter(line -> line.matches(" {2}[a-z].*"))
                  .map(line -> line.trim().split(" ")[0]))
          .containsExactlyInAnyOrderElementsOf(tools);
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.exists(file) && Files.readString(file).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonesuch", "lib/common", "e2e", ".", "cmdriver/"})
  void anUnknownToolIsOneLineAndAUsageError(String name) {
    try (ToolProcess launcher = start(SCRIPT, name)) {
      assertThat(launcher.awaitExit(LIMIT)).isEqualTo(2);
      assertThat(launcher.stderr().lines())
          .singleElement()
          .asString()
          .startsWith(
              "scaletest: no such tool: "
                  + name
                  + "; the tools are bench cluster cm-logger cmdriver")
          .endsWith(" report");
    }
  }

  @Test
  void theSecondStartBuildsNothing() {
    try (ToolProcess first = start(SCRIPT, "gc", "--help")) {
      first.awaitExit(LIMIT);
    }
    try (ToolProcess launcher = start(SCRIPT, "gc", "--help")) {
      assertThat(launcher.awaitExit(LIMIT)).isZero();
      assertThat(launcher.stdout()).startsWith("Usage: gc");
      assertThat(launcher.stderr()).isEmpty();
    }
  }

  @Test
  void collectIsThatOfFleet() {
    try (ToolProcess launcher = start(SCRIPT, "collect", "--help")) {
      assertThat(launcher.awaitExit(LIMIT)).as(launcher.stderr()).isZero();
      assertThat(launcher.stdout()).startsWith("Usage: fleet collect");
    }
  }

  @Test
  void buildRunsNothingAndTakesEitherName() {
    try (ToolProcess launcher = start(SCRIPT, "build", "gc", "go_httperf")) {
      assertThat(launcher.awaitExit(LIMIT)).as(launcher.stderr()).isZero();
      assertThat(launcher.stdout()).isEmpty();
    }
    try (ToolProcess launcher = start(SCRIPT, "build", "gc", "nonesuch")) {
      assertThat(launcher.awaitExit(LIMIT)).isEqualTo(2);
      assertThat(launcher.stderr()).contains("no such tool: nonesuch; the tools are bench");
    }
  }

  @Test
  void theRehearsalReachesAServerAndLeavesNothingRunning() throws IOException {
    for (Path archive : archivesOf("gc")) {
      Files.delete(archive);
    }
    try (ToolProcess launcher = start(SCRIPT, "gc", "--version")) {
      assertThat(launcher.awaitExit(LIMIT)).as(launcher.stderr()).isZero();
    }

    assertThat(archivesOf("gc"))
        .singleElement()
        .satisfies(
            archive ->
                assertThat(Files.readString(archive, StandardCharsets.ISO_8859_1))
                    .as("a class that the first answer needs")
                    .contains("io/netty/handler/codec/http2/DefaultHttp2Headers$Http2HeaderEntry"));
    assertThat(Repository.root().resolve("target/launcher"))
        .isDirectoryNotContaining("glob:**/rehearsal.*");
    String server = Repository.root().resolve("embedded-apiserver/target").toString();
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(process -> process.info().commandLine().orElse("").contains(server));
  }

  private static List<Path> archivesOf(String tool) throws IOException {
    try (Stream<Path> files = Files.list(Repository.root().resolve(tool).resolve("target"))) {
      return files.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }

  @Test
  void theToolsStatusAndArgumentsAreTheLaunchersOwn() {
    try (ToolProcess launcher = start(SCRIPT, "gc", "-kinds", "a b*", "--all")) {
      assertThat(launcher.awaitExit(LIMIT)).isEqualTo(2);
      assertThat(launcher.stderr()).contains("got a b*");
    }
  }

  @Test
  void aLinkNamedLikeAToolIsThatTool() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("gc"), SCRIPT);

    try (ToolProcess launcher = start(link, "--help")) {
      assertThat(launcher.awaitExit(LIMIT)).isZero();
      assertThat(launcher.stdout()).startsWith("Usage: gc");
    }
  }

  @ParameterizedTest
  @CsvSource({"11.0.2", "1.8.0_392"})
  void anOldJavaIsNamedWithItsVersion(String version) throws IOException {
    Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
    Files.createFile(
        java, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");

    try (ToolProcess launcher =
        ToolProcess.command(SCRIPT.toString(), "gc")
            .environment("JAVA_HOME", folder.toString())
            .start()) {
      assertThat(launcher.awaitExit(LIMIT)).isEqualTo(2);
      assertThat(launcher.stderr())
          .contains("needs Java 17 or newer, got " + version + " from " + java);
    }
  }

  private static ToolProcess start(Path script, String... arguments) {
    var command = new String[arguments.length + 1];
    command[0] = script.toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return ToolProcess.command(command).start();
  }
}
