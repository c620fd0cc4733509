package io.scaletest.cluster;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.controlplane.binaries.ProgressOutput;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a cluster, or what is missing of it. */
@Command(
    name = "cluster up",
    description = {
      "Starts a control plane and hollow nodes, waits until all are Ready, leaves them running.",
      "Again: continues what was interrupted, starts what has ended, and adds nodes."
    })
final class UpCommand implements Callable<ExitStatus> {
  /** More than one machine carries with all they make. */
  private static final int MOST_NODES = 1_000_000;

  @Mixin private ClusterOptions options;
  @Mixin private KlogOptions klog;

  @Option(
      names = {"-nodes", "--nodes"},
      paramLabel = "N",
      description =
          "How many hollow nodes it is to have. Default: as many as it has; "
              + UpSettings.DEFAULT_NODES
              + " for a new one.")
  private Integer nodes;

  @Option(
      names = {"-nodes-per-process", "--nodes-per-process"},
      paramLabel = "N",
      defaultValue = "1000",
      description = "Most hollow nodes of one process (default: ${DEFAULT-VALUE}).")
  private int nodesPerProcess;

  @Option(
      names = {"-watch", "--watch"},
      paramLabel = "shared|per-node",
      defaultValue = "shared",
      description =
          "Whether all nodes of a process share one watch of each kind, or each watches for itself"
              + " as a real one (default: ${DEFAULT-VALUE}).")
  private String watch = "";

  @Mixin private HostOptions host;

  @Override
  public ExitStatus call() {
    if (nodes != null) {
      OptionRule.requireBetween("nodes", nodes, 1, MOST_NODES);
    }
    Optional<Host> pods = host.host(options.folder().state());
    UpSettings settings = new UpSettings(watch, nodesPerProcess, pods);
    Cluster cluster = options.cluster(pods);
    Thread sayWhatToDo =
        new Thread(
            () -> System.err.println("cluster: stopped: up again continues, down ends it"),
            "stopped");
    Runtime.getRuntime().addShutdownHook(sayWhatToDo);
    try {
      OptionalInt wanted = nodes == null ? OptionalInt.empty() : OptionalInt.of(nodes);
      ClusterView view =
          cluster.up(wanted, settings, ProgressOutput.onStandardError(ClusterTool.NAME));
      System.err.print(view.table());
      System.err.flush();
      System.out.println(
          "export KUBECONFIG='" + view.kubeconfig().toString().replace("'", "'\\''") + "'");
      return CommonExit.OK;
    } finally {
      forget(sayWhatToDo);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      // It is at work, and right: this process was told to end.
    }
  }
}
