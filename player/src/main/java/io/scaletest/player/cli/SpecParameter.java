package io.scaletest.player.cli;

import io.scaletest.player.workload.Workload;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Parameters;

/** The specification that a command is about, for {@code @Mixin}. */
final class SpecParameter {
  @Parameters(
      index = "0",
      arity = "1",
      paramLabel = "SPEC",
      description = "File of YAML with a workload (docs/player.md).")
  private Path file;

  Path file() {
    return file;
  }

  /**
   * Reads it.
   *
   * @param replaced scalars that stand in the place of the file's, by their paths
   */
  Workload read(Map<String, String> replaced) {
    return Workload.read(file, replaced);
  }
}
