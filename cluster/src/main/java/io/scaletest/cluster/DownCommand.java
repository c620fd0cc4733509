package io.scaletest.cluster;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Takes a cluster away, whole or half made. */
@Command(
    name = "cluster down",
    description = "Ends every process of a cluster and deletes its files. Idempotent.")
final class DownCommand implements Callable<ExitStatus> {
  @Mixin private ClusterOptions options;
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    Cluster cluster = options.cluster();
    int ended = cluster.down();
    System.err.println(
        "cluster: "
            + (ended == 0 ? "nothing ran" : ended + " " + cluster.parts() + " ended")
            + " in "
            + cluster.path());
    return CommonExit.OK;
  }
}
