package io.scaletest.common.process;

import io.scaletest.common.exit.ToolException;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a tool starts the others: by the launcher script that started it, or else by the jars beside
 * its own, in a working copy or in a distribution. Immutable.
 */
public final class Launcher {
  /** System property with the path of the launcher script; the script sets it. */
  public static final String PROPERTY = "scaletest.launcher";

  private static final String SESSION_LEADER = "setsid";
  private static final String BUILD_FOLDER = "target";

  private final Optional<Path> script;

  /** A class of the jar beside which the others are looked for, where there is no script. */
  private final Class<?> tool;

  private Launcher(Optional<Path> script, Class<?> tool) {
    this.script = script;
    this.tool = tool;
  }

  /**
   * Returns the launcher that started this tool, if one did.
   *
   * @param tool a class of this tool's own jar
   */
  public static Launcher fromSystemProperties(Class<?> tool) {
    return new Launcher(Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of), tool);
  }

  /** Returns that script as the launcher. */
  public static Launcher script(Path script) {
    return new Launcher(Optional.of(script), Launcher.class);
  }

  /**
   * Returns the command line of {@code tool} with these options.
   *
   * @throws ToolException a usage error, where there is neither a script nor that tool's jar
   */
  public List<String> command(String tool, List<String> options) {
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
  public static List<String> inOwnSession(List<String> command) {
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

  /** Jars lie at {@code <root>/<tool>/target/<tool>.jar}, or in a distribution side by side. */
  private Path jar(String name) {
    try {
      Path own = Path.of(tool.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path folder = own.getParent();
      Path jar =
          folder.endsWith(BUILD_FOLDER)
              ? folder.getParent().resolveSibling(name).resolve(BUILD_FOLDER).resolve(name + ".jar")
              : folder.resolve(name + ".jar");
      if (!Files.exists(jar)) {
        throw ToolException.usage("no such tool: " + name + " (" + jar + " is not there)");
      }
      return jar;
    } catch (URISyntaxException e) {
      throw new IllegalStateException("this class was not loaded from a file", e);
    }
  }
}
