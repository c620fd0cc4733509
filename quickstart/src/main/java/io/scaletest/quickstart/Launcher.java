package io.scaletest.quickstart;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the other tools are started: by the launcher script that started this one, or else by the
 * jars beside this tool's own.
 */
final class Launcher {
  /** System property with the path of the launcher script; the script sets it. */
  static final String PROPERTY = "scaletest.launcher";

  private static final String SESSION_LEADER = "setsid";

  private final Optional<Path> script;

  private Launcher(Optional<Path> script) {
    this.script = script;
  }

  static Launcher fromSystemProperties() {
    return new Launcher(Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of));
  }

  static Launcher script(Path script) {
    return new Launcher(Optional.of(script));
  }

  /** Returns the command line of {@code tool} with these options. */
  List<String> command(String tool, List<String> options) {
    var command = new ArrayList<String>();
    if (script.isPresent()) {
      command.add(script.get().toString());
      command.add(tool);
    } else {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-jar");
      command.add(jar(tool).toString());
    }
    command.addAll(options);
    return List.copyOf(command);
  }

  /**
   * Returns {@code command} so changed that the process leads a session of its own. Then a Ctrl-C
   * on the terminal reaches this tool only, which ends the others in order: a tool that got both
   * would take the second signal for the user's impatience. Without setsid (it is part of
   * util-linux) the command stays as it is.
   */
  static List<String> inOwnSession(List<String> command) {
    Optional<Path> setsid = onPath(SESSION_LEADER);
    if (setsid.isEmpty()) {
      return command;
    }
    var wrapped = new ArrayList<String>();
    wrapped.add(setsid.get().toString());
    wrapped.addAll(command);
    return List.copyOf(wrapped);
  }

  private static Optional<Path> onPath(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The jars lie at {@code <root>/<tool>/target/<tool>.jar}; this class is in one of them. */
  private static Path jar(String tool) {
    try {
      Path own =
          Path.of(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path root = own.getParent().getParent().getParent();
      return root.resolve(tool).resolve("target").resolve(tool + ".jar");
    } catch (URISyntaxException e) {
      throw new IllegalStateException("this class was not loaded from a file", e);
    }
  }
}
