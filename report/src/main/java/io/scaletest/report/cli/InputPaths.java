package io.scaletest.report.cli;

import io.scaletest.common.exit.ToolException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The files and folders that a command reads, for {@code @Mixin}. */
final class InputPaths {
  @Parameters(paramLabel = "FILE|DIR", description = "What to read.")
  private List<Path> paths = new ArrayList<>();

  /**
   * Returns them, at least one.
   *
   * @throws ToolException a usage error where there is none
   */
  List<Path> required() {
    if (paths.isEmpty()) {
      throw ToolException.usage("needs files or folders to read, such as .");
    }
    return paths;
  }
}
