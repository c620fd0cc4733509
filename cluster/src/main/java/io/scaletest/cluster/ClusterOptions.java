package io.scaletest.cluster;

import io.scaletest.common.process.Launcher;
import io.scaletest.controlplane.process.OwnedFolder;
import java.nio.file.Path;
import java.util.Optional;
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

  ClusterFolder folder() {
    return ClusterFolder.at(
        dataDir != null ? dataDir : OwnedFolder.defaultPath(System.getenv(), ClusterTool.NAME));
  }

  /** Returns the cluster as it was begun; one of processes where none was. */
  Cluster cluster() {
    return cluster(Optional.empty());
  }

  /**
   * Returns the cluster as it was begun, or as a new one is to be.
   *
   * @param host where a new one is to run as pods; empty for processes
   */
  Cluster cluster(Optional<Host> host) {
    ClusterFolder folder = folder();
    Optional<ClusterState> begun = folder.state();
    boolean pods = begun.isPresent() ? begun.get().host().isPresent() : host.isPresent();
    return pods ? new PodCluster(folder) : new ProcessCluster(folder, launcher());
  }

  static Launcher launcher() {
    return Launcher.fromSystemProperties(ClusterTool.class);
  }
}
