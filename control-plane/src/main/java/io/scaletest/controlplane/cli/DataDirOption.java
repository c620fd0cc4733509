package io.scaletest.controlplane.cli;

import io.scaletest.controlplane.process.OwnedFolder;
import java.nio.file.Path;
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
    return dataDir != null ? dataDir : OwnedFolder.defaultPath(System.getenv(), "control-plane");
  }
}
