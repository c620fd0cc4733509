package io.scaletest.cluster;

import io.scaletest.common.credentials.PrivateFile;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import io.scaletest.controlplane.process.OwnedFolder;
import io.scaletest.controlplane.process.ProcessEnd;
import io.scaletest.controlplane.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The folder of one cluster: its state, its control plane's folder, its hollow nodes' processes.
 */
final class ClusterFolder {
  private static final String MARKER = ".cluster.lock";
  private static final String CONTROL_PLANE = "control-plane";
  private static final String STATE = "state.json";
  private static final String KUBECONFIG = "admin.kubeconfig";
  private static final String LOGS = "logs";

  private static final List<String> MADE_BY_UP =
      List.of(CONTROL_PLANE, LOGS, "pki", "pki.new", KUBECONFIG, STATE, "up.pid");

  private final OwnedFolder owned;

  private ClusterFolder(OwnedFolder owned) {
    this.owned = owned;
  }

  /** Returns the folder at this path, which need not exist. */
  static ClusterFolder at(Path path) {
    return new ClusterFolder(new OwnedFolder(path, MARKER, "a cluster"));
  }

  Path path() {
    return owned.path();
  }

  /** Returns the data folder of the control plane. */
  Path controlPlane() {
    return path().resolve(CONTROL_PLANE);
  }

  /** Returns the administrator's kubeconfig of a cluster of pods. */
  Path kubeconfig() {
    return path().resolve(KUBECONFIG);
  }

  Path log(String process) {
    return path().resolve(LOGS).resolve(process + ".log");
  }

  Path pidFile(String process) {
    return owned.pidFile(process);
  }

  /** Returns whether an {@code up} has begun here, and no {@code down} has ended since. */
  boolean exists() {
    return owned.exists();
  }

  /** Returns what runs of the hollow nodes' processes, by name. */
  SortedMap<String, ProcessIdentity> running() {
    return owned.running();
  }

  /** Returns what was written last about the cluster; empty where nothing was begun. */
  Optional<ClusterState> state() {
    Path file = path().resolve(STATE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ClusterState.read(file));
    } catch (IOException e) {
      throw owned.failure("cannot be read", e);
    }
  }

  /**
   * Makes the folder if need be and takes its lock, which ends with this process at the latest.
   *
   * @throws ToolException with status 8 if another process is at work in it, or if it has something
   *     else in it
   */
  Lock lock() {
    return new Lock(owned.lock());
  }

  /**
   * Ends an {@code up} that is at work, and takes the lock.
   *
   * @param limit how long it may take before it is killed
   * @throws ToolException with status 9 if it cannot be ended
   */
  Lock lockForEnd(Duration limit, BoundedWait wait) {
    Optional<ProcessIdentity> owner = owned.owner();
    if (owner.isPresent() && !new ProcessEnd(wait).stop(List.of(owner.get()), limit).isEmpty()) {
      throw new ToolException(
          ControlPlaneExit.STOP, "cannot be ended: process " + owner.get().pid());
    }
    return new Lock(owned.lockOnceReleased(wait));
  }

  /** The right to change the cluster; held until it is closed. */
  final class Lock implements AutoCloseable {
    private final OwnedFolder.Lock lock;

    private Lock(OwnedFolder.Lock lock) {
      this.lock = lock;
    }

    /** Records this process as the one at work, and makes the folders that processes need. */
    void begin() {
      lock.claim(ProcessIdentity.own());
      try {
        PrivateFile.createFolder(path().resolve(LOGS));
        PrivateFile.createFolder(owned.run());
      } catch (IOException e) {
        throw owned.failure("cannot be written", e);
      }
    }

    void writeKubeconfig(String yaml) {
      try {
        PrivateFile.write(kubeconfig(), yaml);
      } catch (IOException e) {
        throw owned.failure("cannot be written", e);
      }
    }

    void write(ClusterState state) {
      try {
        state.write(path().resolve(STATE));
      } catch (IOException e) {
        throw owned.failure("cannot be written", e);
      }
    }

    /**
     * Lets no further process come to life: one that was started, but has not recorded itself yet,
     * finds no folder to do so in, and ends.
     */
    void endRecords() {
      owned.endRecords();
    }

    /** Deletes all that {@code up} made; nothing of it may run any more. */
    void removeAll() {
      try {
        owned.deleteWithRecords(MADE_BY_UP);
      } catch (IOException e) {
        throw owned.failure("cannot be removed", e);
      }
      lock.removeFolder();
    }

    /** Ends the record of this process at work, and the lock. */
    @Override
    public void close() {
      owned.release();
      lock.close();
    }
  }
}
