package io.scaletest.testkit.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that a folder's {@code go.mod} pins as a tool, with all that it is made of. Its first
 * use builds it, which blocks for minutes; Go's build cache keeps it after that.
 */
public final class GoTool {
  /** Thirty times what the largest takes on two idle cores. */
  private static final Duration LIMIT = Duration.ofMinutes(60);

  private final Path module;

  /**
   * @param module the folder of {@code go.mod} and {@code go.sum}
   */
  public GoTool(Path module) {
    this.module = module;
  }

  /**
   * Returns the executable, built if need be.
   *
   * @param name the last part of the tool's import path
   */
  public Path executable(String name) {
    Path executable = Path.of(go("tool", "-n", name).strip());
    if (!Files.isExecutable(executable)) {
      throw new IllegalStateException("go tool -n " + name + ": there is no " + executable);
    }
    return executable;
  }

  /** Returns where the sources of a required module are, downloaded if need be. */
  public Path source(String requiredModule) {
    return Path.of(
        go("mod", "download", "-json", requiredModule)
            .replaceAll("(?s).*\"Dir\": \"([^\"]+)\".*", "$1"));
  }

  /** Returns what Go writes to standard output. */
  private String go(String... arguments) {
    List<String> command = new ArrayList<>(List.of("go"));
    command.addAll(List.of(arguments));
    try (ToolProcess go =
        ToolProcess.command(command.toArray(String[]::new))
            .directory(module)
            // Where Go's own installation puts it, last.
            .environment("PATH", System.getenv("PATH") + ":/usr/local/go/bin")
            .environment("CGO_ENABLED", "0")
            .environment("GOWORK", "off")
            .start()) {
      if (go.awaitExit(LIMIT) != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + go.stderr());
      }
      return go.stdout();
    }
  }
}
