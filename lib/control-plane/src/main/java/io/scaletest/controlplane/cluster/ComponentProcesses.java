package io.scaletest.controlplane.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.common.process.FailureLine;
import io.scaletest.controlplane.components.Component;
import io.scaletest.controlplane.components.ComponentSpec;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import io.scaletest.controlplane.node.RealNode;
import io.scaletest.controlplane.process.DetachedProcess;
import io.scaletest.controlplane.process.ProcessEnd;
import io.scaletest.controlplane.process.ProcessIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts and ends the processes of one data folder. Safe for use by many threads: once {@link
 * #stopAll} has begun, nothing is started any more, so that a stop in the middle of a start leaves
 * nothing.
 */
final class ComponentProcesses {
  /**
   * What a server takes on two cores that others are at, several times over. A dead one is told at
   * once.
   */
  private static final Duration READY_LIMIT = Duration.ofMinutes(5);

  /** An API server lets requests under way finish; this long they may take. */
  private static final Duration STOP_GRACE = Duration.ofSeconds(10);

  /** The child writes its record in milliseconds; this is for a machine that hardly runs. */
  private static final Duration RECORD_LIMIT = Duration.ofMinutes(1);

  private static final int LOG_TAIL_BYTES = 4_096;

  private final DataFolder folder;
  private final BoundedWait wait;
  private final ProcessEnd end;
  private volatile boolean stopping;

  @GuardedBy("this")
  private boolean stopped;

  ComponentProcesses(DataFolder folder, BoundedWait wait) {
    this.folder = folder;
    this.wait = wait;
    this.end = new ProcessEnd(wait);
  }

  /** Starts a component and returns once it is on record; it is not ready yet. */
  ProcessIdentity start(ComponentSpec spec) {
    return start(spec.name(), spec.command());
  }

  /** Starts what is no component, likewise. */
  synchronized ProcessIdentity start(String name, List<String> command) {
    if (stopping) {
      throw interrupted();
    }
    Path pidFile = folder.pidFile(name);
    ProcessIdentity process = DetachedProcess.start(command, pidFile, folder.log(name));
    // Under the lock, so that stopAll finds every process that was ever started.
    wait.until(RECORD_LIMIT, () -> Files.exists(pidFile) || !process.isAlive());
    return process;
  }

  /**
   * Waits until a component says it is ready.
   *
   * @throws ToolException with status 7 if its process ends first or the time is over
   */
  void awaitReady(ComponentSpec spec, ProcessIdentity process, ClusterAccess access) {
    boolean ready =
        wait.until(
            READY_LIMIT,
            () -> {
              if (stopping) {
                throw interrupted();
              }
              if (!process.isAlive()) {
                throw failed(spec, "ended before it was ready");
              }
              return access.isReady(spec.readyUrl());
            });
    if (!ready) {
      throw failed(spec, "was not ready after " + READY_LIMIT.toSeconds() + " s");
    }
  }

  private ToolException failed(ComponentSpec spec, String what) {
    Path log = folder.log(spec.name());
    return new ToolException(
        ControlPlaneExit.START,
        spec.name() + " " + what + ": " + reason(log) + " (log: " + log + ")");
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

  /** Kills a component at once and waits until it is gone. Does nothing where it does not run. */
  void kill(String name) {
    ProcessIdentity process = folder.running().get(name);
    if (process != null) {
      complainAbout(end.kill(List.of(process)));
    }
  }

  /**
   * Ends everything that runs and waits until it is gone: the node, at once, then the control
   * plane, etcd last, so that the others can finish what they do. Does nothing the second time,
   * since the folder may be another's by then.
   *
   * @return how many processes ran
   */
  synchronized int stopAll() {
    stopping = true;
    if (stopped) {
      return 0;
    }
    folder.withdrawKubeconfig();
    // Whoever started them may have been killed before the last one was on record.
    folder.endRecords();
    Map<String, ProcessIdentity> running = folder.running();
    RealNode node = NodeLaunch.nodeOf(folder, wait);
    List<ProcessIdentity> left = new ArrayList<>(node.endProcesses());
    ProcessIdentity etcd = running.get(Component.ETCD.binaryName());
    List<ProcessIdentity> others = new ArrayList<>(running.values());
    others.remove(etcd);
    others.remove(running.get(RealNode.NAMESPACES));
    left.addAll(end.stop(others, STOP_GRACE));
    if (etcd != null) {
      left.addAll(end.stop(List.of(etcd), STOP_GRACE));
    }
    left.addAll(node.end());
    complainAbout(left);
    stopped = true;
    return running.size();
  }

  private void complainAbout(List<ProcessIdentity> left) {
    if (!left.isEmpty()) {
      throw new ToolException(
          ControlPlaneExit.STOP,
          "cannot be ended: process "
              + String.join(", ", left.stream().map(p -> Long.toString(p.pid())).toList()));
    }
  }

  private static ToolException interrupted() {
    return new ToolException(CommonExit.INTERRUPTED, "stopped while starting");
  }
}
