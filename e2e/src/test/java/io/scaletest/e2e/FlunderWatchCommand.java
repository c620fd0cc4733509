package io.scaletest.e2e;

import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The command line of flunder-watch. */
final class FlunderWatchCommand {
  private FlunderWatchCommand() {}

  static ToolProcess.Builder flunderWatch(Path kubeconfig, String... options) {
    List<String> arguments = new ArrayList<>(List.of("-kubeconfig", kubeconfig.toString()));
    arguments.addAll(Arrays.asList(options));
    return ToolProcess.jar("flunder-watch", arguments.toArray(String[]::new));
  }
}
