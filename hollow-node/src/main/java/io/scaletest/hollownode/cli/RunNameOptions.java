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
import picocli.CommandLine.Option;

/** The run's name and the summary that it leaves. */
final class RunNameOptions {
  @Option(
      names = {"-runid", "--runid"},
      paramLabel = "<id>",
      defaultValue = "",
      description = "Name of the run. Empty: MMDD.hhmm.NNNN.")
  private String runId = "";

  @Option(
      names = {"-summary", "--summary"},
      paramLabel = "<file>",
      defaultValue = "{{.RunID}}-hollow-node.summary.json",
      description =
          "Where the summary goes, in which {{.RunID}} is replaced; empty for none"
              + " (default: ${DEFAULT-VALUE}).")
  private String summary = "{{.RunID}}-hollow-node.summary.json";

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
    path.ifPresent(RunNameOptions::refuseUnwritable);
    return new RunName(id.value(), path);
  }

  /** A run of hours must not find out at its end. */
  private static void refuseUnwritable(Path summary) {
    Path folder = summary.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new ToolException(
          CommonExit.OUTPUT, "summary: must be in a folder that can be written to, got " + summary);
    }
  }
}
