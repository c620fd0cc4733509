package io.scaletest.controlplane.cluster;

import io.scaletest.common.credentials.PrivateFile;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.ToolException;
import io.scaletest.controlplane.components.PkiFiles;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import io.scaletest.controlplane.process.ProcessIdentity;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The folder of one control plane. Everything in it is made by {@code up}; a folder that has other
 * things in it is refused, so that nothing of the user's is ever deleted.
 */
final class DataFolder {
  private static final String MARKER = ".control-plane.lock";
  private static final String PID_SUFFIX = ".pid";

  /** What an {@code up} makes afresh, and therefore deletes first; {@code logs} are kept apart. */
  private static final List<String> MADE_BY_UP =
      List.of("etcd", "pki", "run", "users", "logs", "state.json", "admin.kubeconfig");

  private final Path folder;

  private DataFolder(Path folder) {
    this.folder = folder;
  }

  /** Returns the folder at this path, which need not exist. */
  static DataFolder at(Path path) {
    return new DataFolder(
        Objects.requireNonNull(path, "path is null").toAbsolutePath().normalize());
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
    return folder.resolve("run").resolve("volume-plugins");
  }

  Path users() {
    return folder.resolve("users");
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
    return folder.resolve("run").resolve(component + PID_SUFFIX);
  }

  /** The pid file of an {@code up} that is at work or stays in the foreground. */
  private Path ownerFile() {
    return folder.resolve("up.pid");
  }

  /** Removes the record of the process at work here. */
  void release() {
    delete(ownerFile());
  }

  /** Takes the administrator's kubeconfig away: where it is, a control plane is or was ready. */
  void withdrawKubeconfig() {
    delete(adminKubeconfig());
  }

  private void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failure("cannot be written", e);
    }
  }

  /** Returns what runs of this control plane, by component's name. */
  SortedMap<String, ProcessIdentity> running() {
    SortedMap<String, ProcessIdentity> running = new TreeMap<>();
    Path run = folder.resolve("run");
    if (!Files.isDirectory(run)) {
      return running;
    }
    try (Stream<Path> files = Files.list(run)) {
      files
          .filter(f -> f.toString().endsWith(PID_SUFFIX))
          .forEach(
              f ->
                  ProcessIdentity.readFrom(f)
                      .filter(ProcessIdentity::isAlive)
                      .ifPresent(p -> running.put(nameOf(f), p)));
    } catch (IOException e) {
      throw failure("cannot be read", e);
    }
    return running;
  }

  private static String nameOf(Path pidFile) {
    String name = pidFile.getFileName().toString();
    return name.substring(0, name.length() - PID_SUFFIX.length());
  }

  /** Returns the {@code up} that is at work here or stays in the foreground, if one does. */
  Optional<ProcessIdentity> owner() {
    return ProcessIdentity.readFrom(ownerFile()).filter(ProcessIdentity::isAlive);
  }

  /**
   * Makes the folder if need be and takes its lock, which ends with this process at the latest.
   *
   * @throws ToolException with status 8 if another process holds the lock, or if the folder has
   *     something else in it
   */
  Lock lock() {
    try {
      PrivateFile.createFolder(folder);
      Path marker = folder.resolve(MARKER);
      if (!Files.exists(marker) && !isEmpty()) {
        throw new ToolException(
            ControlPlaneExit.DATA_DIR,
            "--data-dir: must be a new or empty folder or one of a control plane, got " + folder);
      }
      FileChannel channel =
          FileChannel.open(marker, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new ToolException(
            ControlPlaneExit.DATA_DIR, "--data-dir: another up or down is at work in " + folder);
      }
      return new Lock(channel);
    } catch (IOException e) {
      throw failure("cannot be used", e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisJvm) {
      return null;
    }
  }

  private boolean isEmpty() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private ToolException failure(String rule, IOException e) {
    return new ToolException(
        ControlPlaneExit.DATA_DIR, "--data-dir: " + folder + " " + rule + ": " + IoReason.of(e), e);
  }

  /** The right to start or stop processes of a data folder; held until it is closed. */
  final class Lock implements AutoCloseable {
    private final FileChannel channel;

    private Lock(FileChannel channel) {
      this.channel = channel;
    }

    /** Records the process at work here. */
    void claim(ProcessIdentity owner) {
      try {
        PrivateFile.write(ownerFile(), owner.fileLines());
      } catch (IOException e) {
        throw failure("cannot be written", e);
      }
    }

    /** Deletes what an earlier {@code up} made and makes the folders afresh. */
    void renew() {
      try {
        for (String name : MADE_BY_UP) {
          deleteTree(folder.resolve(name));
        }
        for (String name : List.of("pki", "run", "users", "logs")) {
          PrivateFile.createFolder(folder.resolve(name));
        }
      } catch (IOException e) {
        throw failure("cannot be written", e);
      }
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new IllegalStateException("the lock of a data folder cannot be released", e);
      }
    }
  }
}
