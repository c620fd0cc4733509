package io.scaletest.controlplane.cluster;

import io.scaletest.common.credentials.PrivateFile;
import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.components.PkiFiles;
import io.scaletest.controlplane.process.OwnedFolder;
import io.scaletest.controlplane.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** The folder of one control plane. Everything in it is made by {@code up}. */
final class DataFolder {
  private static final String MARKER = ".control-plane.lock";

  /** What an {@code up} makes afresh, and therefore deletes first; {@code logs} are kept apart. */
  private static final List<String> MADE_BY_UP =
      List.of("etcd", "pki", "users", "logs", "node", "state.json", "admin.kubeconfig");

  private final OwnedFolder owned;
  private final Path folder;

  private DataFolder(OwnedFolder owned) {
    this.owned = owned;
    this.folder = owned.path();
  }

  /** Returns the folder at this path, which need not exist. */
  static DataFolder at(Path path) {
    return new DataFolder(new OwnedFolder(path, MARKER, "a control plane"));
  }

  Path path() {
    return folder;
  }

  Path adminKubeconfig() {
    return folder.resolve("admin.kubeconfig");
  }

  Path stateFile() {
    return folder.resolve("state.json");
  }

  PkiFiles pki() {
    return new PkiFiles(folder.resolve("pki"));
  }

  Path etcdData() {
    return folder.resolve("etcd");
  }

  Path volumePlugins() {
    return owned.run().resolve("volume-plugins");
  }

  Path users() {
    return folder.resolve("users");
  }

  /** Returns the folder of the node's files, which it has only while it runs. */
  Path node() {
    return folder.resolve("node");
  }

  Path log(String component) {
    return folder.resolve("logs").resolve(component + ".log");
  }

  Path auditLog(String apiServer) {
    return folder.resolve("logs").resolve(apiServer + ".audit.log");
  }

  Path auditPolicy() {
    return folder.resolve("pki").resolve("audit-policy.yaml");
  }

  Path pidFile(String component) {
    return owned.pidFile(component);
  }

  /** Removes the record of the process at work here. */
  void release() {
    owned.release();
  }

  /** Takes the administrator's kubeconfig away: where it is, a control plane is or was ready. */
  void withdrawKubeconfig() {
    owned.delete(adminKubeconfig());
  }

  /** Returns what runs of this control plane, by component's name. */
  SortedMap<String, ProcessIdentity> running() {
    return owned.running();
  }

  /** Lets no further process of this control plane come to life. */
  void endRecords() {
    owned.endRecords();
  }

  /** Returns the {@code up} that is at work here or stays in the foreground, if one does. */
  Optional<ProcessIdentity> owner() {
    return owned.owner();
  }

  /**
   * Makes the folder if need be and takes its lock, which ends with this process at the latest.
   *
   * @throws ToolException with status 8 if another process holds the lock, or if the folder has
   *     something else in it
   */
  Lock lock() {
    return new Lock(owned.lock());
  }

  /** The right to start or stop processes of a data folder; held until it is closed. */
  final class Lock implements AutoCloseable {
    private final OwnedFolder.Lock lock;

    private Lock(OwnedFolder.Lock lock) {
      this.lock = lock;
    }

    /** Records the process at work here. */
    void claim(ProcessIdentity owner) {
      lock.claim(owner);
    }

    /** Deletes what an earlier {@code up} made and makes the folders afresh. */
    void renew() {
      try {
        owned.deleteWithRecords(MADE_BY_UP);
        for (String name : List.of("pki", "users", "logs")) {
          PrivateFile.createFolder(folder.resolve(name));
        }
        PrivateFile.createFolder(owned.run());
      } catch (IOException e) {
        throw owned.failure("cannot be written", e);
      }
    }

    @Override
    public void close() {
      lock.close();
    }
  }
}
