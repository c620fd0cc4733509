package io.scaletest.e2e;

import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The drivers' command lines: on a free metrics port, and without waiting for a scrape. */
final class DriverCommand {
  private DriverCommand() {}

  static ToolProcess.Builder cmdriver(Path kubeconfig, Path folder, String... options) {
    return driver("cmdriver", kubeconfig, folder, options);
  }

  static ToolProcess.Builder flunderDriver(Path kubeconfig, Path folder, String... options) {
    return driver("flunder-driver", kubeconfig, folder, options);
  }

  private static ToolProcess.Builder driver(
      String tool, Path kubeconfig, Path folder, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-kubeconfig",
                kubeconfig.toString(),
                "-metricport",
                "0",
                "-waitBeforeTerminate",
                "0"));
    arguments.addAll(Arrays.asList(options));
    return ToolProcess.jar(tool, arguments.toArray(String[]::new)).directory(folder);
  }
}
