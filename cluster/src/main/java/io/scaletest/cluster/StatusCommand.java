package io.scaletest.cluster;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows each process, and how many nodes are Ready. */
@Command(
    name = "cluster status",
    description = {
      "Shows each process and how many nodes are Ready.",
      "Exit status: 0 all is well, 3 nothing runs, 4 something is missing or not Ready."
    })
final class StatusCommand implements Callable<ExitStatus> {
  @Mixin private ClusterOptions options;
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    Cluster cluster = options.cluster();
    Optional<ClusterView> view = cluster.look();
    if (view.isEmpty()) {
      throw new ToolException(ControlPlaneExit.NOT_RUNNING, "no cluster in " + cluster.path());
    }
    System.out.print(view.get().table());
    if (view.get().nothingRuns()) {
      return ControlPlaneExit.NOT_RUNNING;
    }
    return view.get().whole() ? CommonExit.OK : ControlPlaneExit.NOT_READY;
  }
}
