package io.scaletest.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The archive, unpacked into a folder of its own, away from the sources. Its programs see a home
 * without a file and a path with nothing on it but what the launcher is known to need. Immutable.
 */
final class Distribution {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** What the launcher, quickstart and control-plane call. */
  private static final List<String> PROGRAMS =
      List.of("sh", "env", "cat", "readlink", "basename", "sed", "paste", "setsid", "rm", "mv");

  private final Path root;
  private final Path path;
  private final Path home;

  private Distribution(Path root, Path path, Path home) {
    this.root = root;
    this.path = path;
    this.home = home;
  }

  /** Unpacks it below an empty folder. */
  static Distribution unpackedBelow(Path folder) throws IOException {
    Path path = Files.createDirectory(folder.resolve("path"));
    for (String program : PROGRAMS) {
      Path file = Files.writeString(path.resolve(program), passingOnTo(found(program)));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Path home = Files.createDirectory(folder.resolve("home"));
    // With a blank, as people have them.
    Path place = Files.createDirectory(folder.resolve("unpacked here"));
    try (ToolProcess tar =
        ToolProcess.command("tar", "xzf", archive().toString(), "-C", place.toString()).start()) {
      assertThat(tar.awaitExit(LIMIT)).as(tar.stderr()).isZero();
    }
    try (Stream<Path> roots = Files.list(place)) {
      return new Distribution(roots.findFirst().orElseThrow(), path, home);
    }
  }

  private static Path archive() throws IOException {
    Path target = Repository.root().resolve("dist/target");
    try (Stream<Path> files = Files.list(target)) {
      return files.filter(file -> file.toString().endsWith(".tar.gz")).findFirst().orElseThrow();
    }
  }

  private static Path found(String program) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  /** A link would make JUnit warn when it deletes the folder. */
  private static String passingOnTo(Path program) {
    return "#!/bin/sh\nexec " + program + " \"$@\"\n";
  }

  /** Returns its topmost folder. */
  Path root() {
    return root;
  }

  /** Returns the home of whoever runs it. */
  Path home() {
    return home;
  }

  /** Returns a start of a tool with the Java of that home. */
  ToolProcess.Builder tool(Path javaHome, String tool, String... options) {
    var command = new ArrayList<String>(List.of(root.resolve("scaletest").toString(), tool));
    command.addAll(List.of(options));
    return ToolProcess.command(command.toArray(String[]::new))
        .environment("JAVA_HOME", javaHome.toString())
        .environment("PATH", path.toString())
        .environment("HOME", home.toString())
        .environment("XDG_STATE_HOME", "")
        .environment("XDG_CACHE_HOME", cache());
  }

  /** The control plane's binaries are built once a machine, not once a test. */
  private static String cache() {
    String given = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    return given.isEmpty() ? System.getProperty("user.home") + "/.cache" : given;
  }
}
