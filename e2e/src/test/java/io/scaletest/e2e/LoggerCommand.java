package io.scaletest.e2e;

import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The command line of cm-logger, on a free metrics port. */
final class LoggerCommand {
  /** What the logger says once its first list is there. */
  static final String WATCHING = "; watching";

  private LoggerCommand() {}

  static ToolProcess.Builder cmLogger(Path kubeconfig, Path data, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-kubeconfig",
                kubeconfig.toString(),
                "-metricport",
                "0",
                "-data-filname",
                data.toString()));
    arguments.addAll(Arrays.asList(options));
    return ToolProcess.jar("cm-logger", arguments.toArray(String[]::new));
  }
}
