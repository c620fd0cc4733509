package io.scaletest.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** A launcher whose tools only pretend, in a folder of a test. */
final class FakeTools {
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

  /** Returns the names of the tools that were left running. */
  List<String> running() throws IOException {
    try (Stream<Path> files = Files.list(state.resolve("running"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
