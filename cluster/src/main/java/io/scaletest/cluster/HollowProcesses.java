package io.scaletest.cluster;

import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.common.process.FailureLine;
import io.scaletest.common.process.Launcher;
import io.scaletest.controlplane.cluster.FreePorts;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import io.scaletest.controlplane.process.DetachedProcess;
import io.scaletest.controlplane.process.ProcessEnd;
import io.scaletest.controlplane.process.ProcessIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The processes of a cluster's hollow nodes: each a hollow-node, started as the launcher starts it,
 * that outlives this tool. Used by one thread, which has the folder's lock.
 */
final class HollowProcesses {
  /** A hollow-node that is told to end takes a second; the nodes it leaves go with the server. */
  private static final Duration STOP_GRACE = Duration.ofSeconds(10);

  /** The child writes its record in milliseconds; this is for a machine that hardly runs. */
  private static final Duration RECORD_LIMIT = Duration.ofMinutes(1);

  /** What the kernel takes to clear away a killed process, on a busy machine. */
  private static final Duration PORT_LIMIT = Duration.ofMinutes(1);

  private static final String LOOPBACK = "127.0.0.1";
  private static final int LOG_TAIL_BYTES = 4_096;

  private final ClusterFolder folder;
  private final Launcher launcher;
  private final BoundedWait wait;
  private final ProcessEnd end;

  HollowProcesses(ClusterFolder folder, Launcher launcher, BoundedWait wait) {
    this.folder = folder;
    this.launcher = launcher;
    this.wait = wait;
    this.end = new ProcessEnd(wait);
  }

  /** Returns whether the process of a group runs. */
  boolean runs(HollowGroup group) {
    return folder.running().containsKey(group.name());
  }

  /** Starts the process of a group, and returns once it is on record; its nodes come later. */
  void start(HollowGroup group, String watch, Path kubeconfig) {
    List<String> options =
        List.of(
            "--morph=both",
            "--kubeconfig=" + kubeconfig,
            "--nodes=" + group.nodes(),
            "--name-pattern=" + group.nodeNames(),
            "--watch=" + watch,
            "--metricport=" + group.metricsPort(),
            "--summary=");
    // The last threads of a killed process may hold its port after its main thread has gone.
    wait.until(PORT_LIMIT, () -> FreePorts.isFree(LOOPBACK, group.metricsPort()));
    Path pidFile = folder.pidFile(group.name());
    ProcessIdentity process =
        DetachedProcess.start(
            launcher.command("hollow-node", options), pidFile, folder.log(group.name()));
    wait.until(RECORD_LIMIT, () -> Files.exists(pidFile) || !process.isAlive());
  }

  /**
   * Checks that the process of a group still runs.
   *
   * @throws ToolException with status 7 and its last words if it does not
   */
  void requireAlive(HollowGroup group) {
    if (!runs(group)) {
      Path log = folder.log(group.name());
      throw new ToolException(
          ControlPlaneExit.START,
          group.name()
              + " ended before its nodes were Ready: "
              + reason(log)
              + " (log: "
              + log
              + ")");
    }
  }

  private static String reason(Path log) {
    try {
      byte[] all = Files.readAllBytes(log);
      int from = Math.max(0, all.length - LOG_TAIL_BYTES);
      return FailureLine.of(new String(all, from, all.length - from, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return "its log cannot be read";
    }
  }

  /**
   * Ends all and waits until they are gone.
   *
   * @return how many ran
   * @throws ToolException with status 9 if one cannot be ended
   */
  int stopAll() {
    List<ProcessIdentity> running = List.copyOf(folder.running().values());
    List<ProcessIdentity> left = end.stop(running, STOP_GRACE);
    if (!left.isEmpty()) {
      throw new ToolException(
          ControlPlaneExit.STOP,
          "cannot be ended: process "
              + String.join(", ", left.stream().map(p -> Long.toString(p.pid())).toList()));
    }
    return running.size();
  }
}
