package io.scaletest.controlplane.cli;

import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which control plane is meant. */
final class DataDirOption {
  @Option(
      names = {"-data-dir", "--data-dir"},
      paramLabel = "DIR",
      description =
          "Folder of the control plane: kubeconfig, logs, data. Several run side by side in several"
              + " folders. Default: scaletest/control-plane below $XDG_STATE_HOME or"
              + " ~/.local/state.")
  private Path dataDir;

  Path path() {
    return dataDir != null ? dataDir : defaultPath(System.getenv());
  }

  static Path defaultPath(Map<String, String> environment) {
    String given = environment.getOrDefault("XDG_STATE_HOME", "");
    Path state =
        given.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(given);
    return state.resolve("scaletest").resolve("control-plane");
  }
}
