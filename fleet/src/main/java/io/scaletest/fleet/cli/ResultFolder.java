package io.scaletest.fleet.cli;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.PathText;
import io.scaletest.common.exit.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The folder that a run's results go to, which is nobody else's. */
final class ResultFolder {
  private ResultFolder() {}

  /**
   * Makes it, if it is not there.
   *
   * @throws ToolException if it cannot be made, or has something in it
   */
  static Path make(String name) {
    Path folder = PathText.of("output", name, CommonExit.USAGE);
    try {
      Files.createDirectories(folder);
      if (!isEmpty(folder)) {
        throw ToolException.usage("output: must be new or empty, got " + folder);
      }
    } catch (IOException e) {
      throw new ToolException(
          CommonExit.OUTPUT, "output: " + folder + " cannot be made: " + IoReason.of(e), e);
    }
    return folder;
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /** A run that came to nothing leaves no folder. */
  static void removeIfEmpty(Path folder) {
    try {
      if (isEmpty(folder)) {
        Files.delete(folder);
      }
    } catch (IOException e) {
      System.err.println("output: " + folder + " cannot be removed: " + IoReason.of(e));
    }
  }
}
