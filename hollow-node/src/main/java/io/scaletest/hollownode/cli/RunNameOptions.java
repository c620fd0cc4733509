package io.scaletest.hollownode.cli;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.run.RunId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Options for the id of a run and the path of its summary. */
final class RunNameOptions {
  private static final Logger LOG = LoggerFactory.getLogger(RunNameOptions.class);
  private static final String DEFAULT_SUMMARY = "{{.RunID}}-hollow-node.summary.json";

  @Option(
      names = {"-runid", "--runid"},
      paramLabel = "<id>",
      defaultValue = "",
      description = "Name of the run. Empty: MMDD.hhmm.NNNN.")
  private String runId = "";

  @Option(
      names = {"-summary", "--summary"},
      paramLabel = "<file>",
      defaultValue = DEFAULT_SUMMARY,
      description =
          "Where the summary goes, in which {{.RunID}} is replaced; empty for none, and none with a"
              + " warning where the folder cannot be written to and none is named"
              + " (default: ${DEFAULT-VALUE}).")
  private String summary = DEFAULT_SUMMARY;

  RunName name(WallClock wallClock) {
    RunId id =
        runId.isEmpty()
            ? RunId.generate(
                wallClock,
                new SplittableRandom(wallClock.epochMillisAt(wallClock.ticker().nanos())),
                ZoneId.systemDefault())
            : RunId.of(runId);
    Optional<Path> path =
        summary.isEmpty()
            ? Optional.empty()
            : Optional.of(Path.of(summary.replace("{{.RunID}}", id.value())));
    return new RunName(id.value(), path.filter(this::isWritable));
  }

  /**
   * A run of hours must not find out at its end. Where nobody named a file, as in a pod whose file
   * system is read-only, the want of one is no reason not to run.
   */
  private boolean isWritable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && Files.isDirectory(folder) && Files.isWritable(folder)) {
      return true;
    }
    if (!summary.equals(DEFAULT_SUMMARY)) {
      throw new ToolException(
          CommonExit.OUTPUT, "summary: must be in a folder that can be written to, got " + file);
    }
    LOG.warn("no summary file: {} cannot be written to", folder);
    return false;
  }
}
