package io.scaletest.controlplane.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.controlplane.binaries.ProgressOutput;
import io.scaletest.controlplane.cluster.AuditLevel;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.cluster.ControlPlaneOptions;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes sure that the binaries are there. */
@Command(
    name = "control-plane build",
    description = "Finds the executables, building them into the cache if need be.")
final class BuildCommand implements Callable<ExitStatus> {
  @Mixin private DataDirOption dataDir;
  @Mixin private KlogOptions klog;
  @Mixin private BinaryOptions binaries;

  @Override
  public ExitStatus call() {
    ControlPlaneOptions options =
        new ControlPlaneOptions(
            dataDir.path(),
            binaries.binDir(),
            binaries.go(),
            1,
            List.of(),
            OptionalInt.empty(),
            AuditLevel.NONE,
            false,
            binaries.without(),
            Map.of(),
            false,
            false);
    ControlPlane.obtainBinaries(options, ProgressOutput.onStandardError("control-plane"))
        .forEach((component, path) -> System.out.println(component + " " + path));
    return CommonExit.OK;
  }
}
