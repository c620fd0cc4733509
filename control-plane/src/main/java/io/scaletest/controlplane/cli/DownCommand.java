package io.scaletest.controlplane.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.controlplane.cluster.ControlPlane;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends a control plane, whole or half started. */
@Command(
    name = "control-plane down",
    description = "Ends a control plane and waits until no process is left. Idempotent.")
final class DownCommand implements Callable<ExitStatus> {
  @Mixin private DataDirOption dataDir;
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    int ended = ControlPlane.down(dataDir.path());
    System.err.println(
        "control-plane: "
            + (ended == 0 ? "nothing ran" : ended + " processes ended")
            + " in "
            + dataDir.path());
    return CommonExit.OK;
  }
}
