package io.scaletest.player.cli;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.run.OverwriteOption;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The trace that a command writes, for {@code @Mixin}. */
final class TraceOutput {
  @Option(
      names = {"-o", "--o", "-output", "--output"},
      paramLabel = "TRACE",
      description = "The trace to write.")
  private Path file;

  @Mixin private OverwriteOption overwrite;

  /**
   * Returns the file to write.
   *
   * @param read the files that are read, of which it must be none
   */
  Path file(List<Path> read) {
    OptionRule.require(file != null, "output", "the trace to write", "none");
    OptionRule.require(
        read.stream().noneMatch(each -> each.toAbsolutePath().equals(file.toAbsolutePath())),
        "output",
        "another file than those that are read",
        file);
    overwrite.checkReplaceable(file, CommonExit.USAGE);
    return file;
  }
}
