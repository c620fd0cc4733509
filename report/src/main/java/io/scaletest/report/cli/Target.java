package io.scaletest.report.cli;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Where an output goes: a file, or with a dash standard output. */
final class Target {
  private static final String STANDARD_OUTPUT = "-";

  private Target() {}

  static boolean isStandardOutput(String target) {
    return target.equals(STANDARD_OUTPUT);
  }

  /**
   * Writes a text.
   *
   * @param target empty: nowhere, and the text is not made
   * @throws ToolException where it cannot be written
   */
  static void write(String target, Supplier<String> text) {
    if (target.isEmpty()) {
      return;
    }
    if (isStandardOutput(target)) {
      System.out.print(text.get());
      return;
    }
    try {
      Files.writeString(Path.of(target), text.get());
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /**
   * Returns a folder, made if it is not there.
   *
   * @throws ToolException where it cannot be made
   */
  static Path folder(String target) {
    try {
      return Files.createDirectories(Path.of(target));
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  private static ToolException failure(String target, IOException cause) {
    return new ToolException(
        CommonExit.OUTPUT, target + ": cannot be written: " + IoReason.of(cause), cause);
  }
}
