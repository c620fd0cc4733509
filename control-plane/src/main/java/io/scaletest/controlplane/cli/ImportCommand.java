package io.scaletest.controlplane.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Gives the node of a control plane images. */
@Command(
    name = "control-plane import",
    description = "Gives the node images: OCI layouts or what docker save writes.")
final class ImportCommand implements Callable<ExitStatus> {
  @Mixin private DataDirOption dataDir;
  @Mixin private KlogOptions klog;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Archives of images.")
  private List<Path> archives = List.of();

  @Override
  public ExitStatus call() {
    for (Path archive : archives) {
      if (!Files.isReadable(archive)) {
        throw ToolException.usage("FILE: must be readable, got " + archive);
      }
    }
    ControlPlane controlPlane =
        ControlPlane.find(dataDir.path())
            .orElseThrow(
                () ->
                    new ToolException(
                        ControlPlaneExit.NOT_RUNNING, "no control plane in " + dataDir.path()));
    archives.forEach(controlPlane::importImage);
    return CommonExit.OK;
  }
}
