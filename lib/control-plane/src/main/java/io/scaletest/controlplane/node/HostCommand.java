package io.scaletest.controlplane.node;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.FailureLine;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs short commands of the system, for a limited time. Each call blocks until its end. */
final class HostCommand {
  /** Several times what importing a large image takes on a busy machine. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static final Path NOTHING = Path.of("/dev/null");

  private HostCommand() {}

  /**
   * Runs a command that must succeed.
   *
   * @throws ToolException with status 7, and with what the command said
   */
  static void run(List<String> command) {
    run(command, NOTHING);
  }

  /** The same, with a file as the command's input. */
  static void run(List<String> command, Path input) {
    Result result = attempt(command, input);
    if (result.status() != 0) {
      throw new ToolException(
          ControlPlaneExit.START,
          String.join(" ", command)
              + ": exit status "
              + result.status()
              + ": "
              + FailureLine.of(result.output()));
    }
  }

  /** Runs a command that may fail; one that does not end in time is killed, status -1. */
  static Result attempt(List<String> command) {
    return attempt(command, NOTHING);
  }

  private static Result attempt(List<String> command, Path input) {
    Path output = null;
    Process process = null;
    try {
      // A file, since whatever the command leaves running would hold a pipe open.
      output = Files.createTempFile("scaletest-", ".out");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .redirectInput(input.toFile());
      builder.environment().put("PATH", NodeRequirements.searchPath(System.getenv()));
      process = builder.start();
      boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
      String said = Files.readString(output, StandardCharsets.ISO_8859_1);
      return new Result(ended ? process.exitValue() : -1, said);
    } catch (IOException e) {
      throw new ToolException(
          ControlPlaneExit.START, command.get(0) + ": cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolException(CommonExit.INTERRUPTED, command.get(0) + ": interrupted", e);
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
      delete(output);
    }
  }

  private static void delete(Path file) {
    if (file != null) {
      file.toFile().delete();
    }
  }

  /** How a command ended, with all that it printed. */
  record Result(int status, String output) {}
}
