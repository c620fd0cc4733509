package io.scaletest.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A launcher whose tools only pretend, in a folder of a test. */
final class FakeTools {
  private static final int MAX_LOOKS = 9_000;
  private static final long LOOK_INTERVAL_MS = 20;

  private final Path state;
  private final Path script;

  private FakeTools(Path state, Path script) {
    this.state = state;
    this.script = script;
  }

  static FakeTools in(Path folder) throws IOException {
    Path state = Files.createDirectories(folder.resolve("state"));
    Files.createDirectories(state.resolve("running"));
    Path script = folder.resolve("fake-launcher");
    try (InputStream source = FakeTools.class.getResourceAsStream("fake-launcher.sh")) {
      String text = new String(source.readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(script, text.replace("@STATE@", state.toString()));
    }
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return new FakeTools(state, script);
  }

  Path script() {
    return script;
  }

  /** Makes the tools behave as {@code fake-launcher.sh} says of this name. */
  FakeTools with(String behaviour) throws IOException {
    Files.createFile(state.resolve(behaviour));
    return this;
  }

  /** Returns the command lines of the tools that were started, in order. */
  List<String> started() throws IOException {
    return Files.readAllLines(state.resolve("started"));
  }

  /** Returns the names of the tools that run. */
  List<String> running() throws IOException {
    try (Stream<Path> files = Files.list(state.resolve("running"))) {
      return files
          .filter(FakeTools::isAlive)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  /** Waits until exactly these tools run. */
  void awaitRunning(String... tools) throws IOException, InterruptedException {
    for (int look = 0; look < MAX_LOOKS && !running().equals(List.of(tools)); look++) {
      new CountDownLatch(1).await(LOOK_INTERVAL_MS, TimeUnit.MILLISECONDS);
    }
    assertThat(running()).containsExactly(tools);
  }

  /** A tool that leaves a word instead of its process's number runs until its file is removed. */
  private static boolean isAlive(Path file) {
    String process;
    try {
      process = Files.readString(file).strip();
    } catch (IOException e) {
      return false; // removed just now
    }
    return !process.matches("[0-9]+") || hasNotEnded(Path.of("/proc", process, "stat"));
  }

  /** A process that nobody has waited for yet is listed still, as a zombie. */
  private static boolean hasNotEnded(Path stat) {
    try {
      return !Files.readString(stat).contains(") Z ");
    } catch (IOException e) {
      return false;
    }
  }
}
