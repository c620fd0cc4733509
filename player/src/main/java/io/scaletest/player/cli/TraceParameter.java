package io.scaletest.player.cli;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.player.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The trace that a command is about, for {@code @Mixin}. */
final class TraceParameter {
  @Parameters(
      index = "0",
      arity = "1",
      paramLabel = "TRACE",
      description = "A trace of player record (docs/player/trace-format.md).")
  private Path file;

  Path file() {
    return file;
  }

  /** What is done with an open trace. */
  interface Use {
    ExitStatus of(TraceReader trace) throws IOException;
  }

  /** Opens the trace, and closes it when it was used. */
  ExitStatus use(TraceReader.Bodies bodies, Use use) {
    try (TraceReader trace = TraceReader.open(file, bodies)) {
      return use.of(trace);
    } catch (IOException e) {
      throw ToolException.usage(file + ": cannot be read: " + IoReason.of(e));
    }
  }
}
