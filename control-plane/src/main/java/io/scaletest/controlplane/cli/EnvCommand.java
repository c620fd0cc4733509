package io.scaletest.controlplane.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.cluster.ComponentStatus;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints what a shell must export to use a running control plane. */
@Command(
    name = "control-plane env",
    description = "Prints export lines: eval \"$(control-plane env)\"")
final class EnvCommand implements Callable<ExitStatus> {
  @Mixin private DataDirOption dataDir;
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    Optional<ControlPlane> found = ControlPlane.find(dataDir.path());
    if (found.isEmpty() || found.get().status().stream().noneMatch(ComponentStatus::running)) {
      throw new ToolException(
          ControlPlaneExit.NOT_RUNNING, "no control plane runs in " + dataDir.path());
    }
    System.out.println(exportLine(found.get().kubeconfig()));
    return CommonExit.OK;
  }

  /** Returns a line that every POSIX shell takes, whatever the path contains. */
  static String exportLine(Path kubeconfig) {
    return "export KUBECONFIG='" + kubeconfig.toString().replace("'", "'\\''") + "'";
  }
}
