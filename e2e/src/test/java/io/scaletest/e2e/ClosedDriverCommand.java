package io.scaletest.e2e;

import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The command line of cmdriver-closed, on the configured server unless the options say else. */
final class ClosedDriverCommand {
  private ClosedDriverCommand() {}

  static ToolProcess.Builder closed(Path kubeconfig, Path folder, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("-kubeconfig", kubeconfig.toString(), "-conns=1"));
    arguments.addAll(Arrays.asList(options));
    return ToolProcess.jar("cmdriver-closed", arguments.toArray(String[]::new)).directory(folder);
  }
}
