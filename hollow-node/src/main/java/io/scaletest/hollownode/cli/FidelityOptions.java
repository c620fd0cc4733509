package io.scaletest.hollownode.cli;

import io.scaletest.common.exit.ToolException;
import io.scaletest.hollownode.node.KubeletSettings;
import io.scaletest.hollownode.node.KubeletSettings.Latencies;
import picocli.CommandLine.Option;

/**
 * Options for how much of a real kubelet's load the nodes make: watches, reads, references, events.
 */
final class FidelityOptions {
  private static final String PER_NODE = "per-node";
  private static final String SHARED = "shared";
  private static final String AUTO = "auto";

  /**
   * Enough to keep two processors of an API server busy; beyond that, requests only wait inside the
   * server for each other. A second patch sent right behind the first finds the server's cache
   * behind and is worked on twice.
   */
  private static final int SHARED_POD_REQUESTS = 16;

  @Option(
      names = {"-watch", "--watch"},
      paramLabel = "<per-node|shared>",
      defaultValue = PER_NODE,
      description =
          "Whether each node watches for itself, or all share one watch of each kind"
              + " (default: ${DEFAULT-VALUE}).")
  private String watch = PER_NODE;

  @Option(
      names = {"-events", "--events"},
      paramLabel = "<auto|on|off>",
      defaultValue = AUTO,
      description =
          "Whether kubelets post events; auto: with --watch=per-node, or where a stage posts one.")
  private String events = AUTO;

  @Option(
      names = {"-status-reads", "--status-reads"},
      paramLabel = "<auto|on|off>",
      defaultValue = AUTO,
      description =
          "Whether kubelets read a pod before they patch its status, and read at their start what"
              + " the real one reads; auto: with --watch=per-node.")
  private String statusReads = AUTO;

  @Option(
      names = {"-references", "--references"},
      paramLabel = "<auto|on|off>",
      defaultValue = AUTO,
      description =
          "Whether kubelets watch the Secrets and ConfigMaps of their pods and ask for tokens;"
              + " auto: with --watch=per-node.")
  private String references = AUTO;

  @Option(
      names = {"-pod-requests-in-flight", "--pod-requests-in-flight"},
      paramLabel = "<auto|n>",
      defaultValue = AUTO,
      description =
          "Requests about pods that all nodes together have in flight, at most; 0: any number."
              + " Status changes during the wait are merged into one PATCH. auto: 16 with"
              + " --watch=shared, else 0.")
  private String podRequestsInFlight = AUTO;

  /**
   * Tells whether each node watches for itself.
   *
   * @throws ToolException if {@code --watch} is neither of the two
   */
  boolean watchPerNode() {
    return switch (watch) {
      case PER_NODE -> true;
      case SHARED -> false;
      default -> throw ToolException.usage("watch: must be per-node or shared, got " + watch);
    };
  }

  /**
   * Returns the kubelets' settings, with kubemark's limits of requests.
   *
   * @param podLabels whether somebody asks for the labels of pods later
   * @param stagesPostEvents whether events are wanted in any case
   */
  KubeletSettings settings(KubemarkOptions kubemark, boolean podLabels, boolean stagesPostEvents) {
    return new KubeletSettings(
        choice("status-reads", statusReads),
        choice("references", references),
        choice("events", events) || stagesPostEvents && events.equals(AUTO),
        watchPerNode() ? Latencies.REAL : Latencies.NONE,
        kubemark.qps(),
        kubemark.burst(),
        podRequests(),
        podLabels);
  }

  private int podRequests() {
    if (podRequestsInFlight.equals(AUTO)) {
      return watchPerNode() ? 0 : SHARED_POD_REQUESTS;
    }
    try {
      int n = Integer.parseInt(podRequestsInFlight);
      if (n >= 0) {
        return n;
      }
    } catch (NumberFormatException e) {
      // Told below, as a negative number is.
    }
    throw ToolException.usage(
        "pod-requests-in-flight: must be auto or a number >= 0, got " + podRequestsInFlight);
  }

  private boolean choice(String option, String text) {
    return switch (text) {
      case AUTO -> watchPerNode();
      case "on" -> true;
      case "off" -> false;
      default -> throw ToolException.usage(option + ": must be auto, on or off, got " + text);
    };
  }
}
