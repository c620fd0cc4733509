package io.scaletest.cluster;

import io.scaletest.common.process.Launcher;
import io.scaletest.controlplane.process.OwnedFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which cluster is meant. */
final class ClusterOptions {
  @Option(
      names = {"-data-dir", "--data-dir"},
      paramLabel = "DIR",
      description =
          "Folder of the cluster: state, kubeconfig, logs, data. Several run side by side in"
              + " several folders. Default: scaletest/cluster below $XDG_STATE_HOME or"
              + " ~/.local/state.")
  private Path dataDir;

  Cluster cluster() {
    Path path =
        dataDir != null ? dataDir : OwnedFolder.defaultPath(System.getenv(), ClusterTool.NAME);
    return new Cluster(path, launcher());
  }

  static Launcher launcher() {
    return Launcher.fromSystemProperties(ClusterTool.class);
  }
}
