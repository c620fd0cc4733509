package io.scaletest.e2e;

import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The command lines of the loggers, on a free metrics port. */
final class LoggerCommand {
  /** What the logger says once its first list is there. */
  static final String WATCHING = "; watching";

  private LoggerCommand() {}

  static ToolProcess.Builder cmLogger(Path kubeconfig, Path data, String... options) {
    return logger("cm-logger", kubeconfig, data, options);
  }

  static ToolProcess.Builder flunderLogger(Path kubeconfig, Path data, String... options) {
    return logger("flunder-logger", kubeconfig, data, options);
  }

  static ToolProcess.Builder logger(String tool, Path kubeconfig, Path data, String... options) {
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
    return ToolProcess.jar(tool, arguments.toArray(String[]::new));
  }
}
