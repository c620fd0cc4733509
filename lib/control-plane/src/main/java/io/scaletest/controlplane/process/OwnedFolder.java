package io.scaletest.controlplane.process;

import io.scaletest.common.credentials.PrivateFile;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.exit.ControlPlaneExit;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that a tool alone writes to, named by {@code --data-dir}, with the pid files of what
 * runs for it. One process at a time works on it. A folder that has other things in it is refused,
 * so that nothing of the user's is ever deleted. Immutable.
 */
public final class OwnedFolder {
  private static final Logger LOG = LoggerFactory.getLogger(OwnedFolder.class);
  private static final String PID_SUFFIX = ".pid";
  private static final String OWNER = "up" + PID_SUFFIX;
  private static final String RUN = "run";

  /** Where {@link #RUN} goes when no process may be recorded any more. */
  private static final String ENDED = "run.ended";

  private static final List<String> RECORDS = List.of(RUN, ENDED);

  /** What the kernel takes to clear away a large process, on a busy machine. */
  private static final Duration RELEASE_LIMIT = Duration.ofMinutes(1);

  private final Path folder;
  private final Path marker;
  private final String what;

  /**
   * @param path need not exist
   * @param marker name of the file that marks the folder as the tool's
   * @param what what the folder is of, for messages: {@code a control plane}
   */
  public OwnedFolder(Path path, String marker, String what) {
    this.folder = Objects.requireNonNull(path, "path is null").toAbsolutePath().normalize();
    this.marker = folder.resolve(marker);
    this.what = what;
  }

  /**
   * Returns where a tool keeps such a folder unless told otherwise.
   *
   * @param environment this process's variables
   * @param tool the tool's name
   */
  public static Path defaultPath(Map<String, String> environment, String tool) {
    String given = environment.getOrDefault("XDG_STATE_HOME", "");
    Path state =
        given.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(given);
    return state.resolve("scaletest").resolve(tool);
  }

  public Path path() {
    return folder;
  }

  /** Returns whether a tool has made it, and nobody has taken it away since. */
  public boolean exists() {
    return Files.exists(marker);
  }

  /** Returns the {@code up} that is at work here or stays in the foreground, if one does. */
  public Optional<ProcessIdentity> owner() {
    return ProcessIdentity.readFrom(ownerFile()).filter(ProcessIdentity::isAlive);
  }

  /** Removes the record of the process at work here. */
  public void release() {
    delete(ownerFile());
  }

  /** Deletes a file, if it is there. */
  public void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failure("cannot be written", e);
    }
  }

  /** Returns the folder in which processes record themselves; the lock's holder makes it. */
  public Path run() {
    return folder.resolve(RUN);
  }

  /** Returns where a process of this name writes its record. */
  public Path pidFile(String name) {
    return run().resolve(name + PID_SUFFIX);
  }

  /** Returns what runs of those that have recorded themselves, by name. */
  public SortedMap<String, ProcessIdentity> running() {
    SortedMap<String, ProcessIdentity> running = new TreeMap<>();
    for (String records : RECORDS) {
      addRunning(folder.resolve(records), running);
    }
    return running;
  }

  private void addRunning(Path records, Map<String, ProcessIdentity> running) {
    if (!Files.isDirectory(records)) {
      return;
    }
    try (Stream<Path> files = Files.list(records)) {
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
  }

  /**
   * Lets no further process come to life: one that was started, but has not recorded itself yet,
   * finds no folder to do so in, and ends. Those on record are {@link #running} as before.
   */
  public void endRecords() {
    Path ended = folder.resolve(ENDED);
    try {
      if (Files.isDirectory(run())) {
        deleteTree(ended);
        Files.move(run(), ended, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw failure("cannot be written", e);
    }
  }

  private static String nameOf(Path pidFile) {
    String name = pidFile.getFileName().toString();
    return name.substring(0, name.length() - PID_SUFFIX.length());
  }

  /**
   * Makes the folder if need be and takes its lock, which ends with this process at the latest.
   *
   * @throws ToolException with status 8 if another process holds the lock, or if the folder has
   *     something else in it
   */
  public Lock lock() {
    return tryToLock().orElseThrow(this::busy);
  }

  /**
   * As {@link #lock}, of a folder whose owner was just ended: the last threads of a process hold
   * its lock for a moment after its main thread has gone.
   */
  public Lock lockOnceReleased(BoundedWait wait) {
    AtomicReference<Lock> taken = new AtomicReference<>();
    wait.until(
        RELEASE_LIMIT,
        () -> {
          tryToLock().ifPresent(taken::set);
          return taken.get() != null;
        });
    return Optional.ofNullable(taken.get()).orElseThrow(this::busy);
  }

  private ToolException busy() {
    return new ToolException(
        ControlPlaneExit.DATA_DIR, "--data-dir: another up or down is at work in " + folder);
  }

  private Optional<Lock> tryToLock() {
    try {
      PrivateFile.createFolder(folder);
      if (!Files.exists(marker) && !names().isEmpty()) {
        throw new ToolException(
            ControlPlaneExit.DATA_DIR,
            "--data-dir: must be a new or empty folder or one of " + what + ", got " + folder);
      }
      FileChannel channel =
          FileChannel.open(marker, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      return Optional.of(new Lock(channel));
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

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Path ownerFile() {
    return folder.resolve(OWNER);
  }

  /** Deletes files and folders of this one by their names, and all records of processes. */
  public void deleteWithRecords(List<String> names) throws IOException {
    for (String name : names) {
      deleteTree(folder.resolve(name));
    }
    for (String name : RECORDS) {
      deleteTree(folder.resolve(name));
    }
  }

  /** Deletes a folder of this one with all that is in it, if it is there. */
  public static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Returns what to throw where a file of it cannot be used. */
  public ToolException failure(String rule, IOException e) {
    return new ToolException(
        ControlPlaneExit.DATA_DIR, "--data-dir: " + folder + " " + rule + ": " + IoReason.of(e), e);
  }

  /** The right to start or stop processes of the folder; held until it is closed. */
  public final class Lock implements AutoCloseable {
    private final FileChannel channel;

    private Lock(FileChannel channel) {
      this.channel = channel;
    }

    /** Records the process at work here. */
    public void claim(ProcessIdentity owner) {
      try {
        PrivateFile.write(ownerFile(), owner.fileLines());
      } catch (IOException e) {
        throw failure("cannot be written", e);
      }
    }

    /** Deletes the mark, and the folder itself; where something else is in it, that is told. */
    public void removeFolder() {
      try {
        Files.deleteIfExists(marker);
        List<String> others = names();
        if (others.isEmpty()) {
          Files.delete(folder);
        } else {
          LOG.warn("{} stays: not of {} in it: {}", folder, what, String.join(", ", others));
        }
      } catch (IOException e) {
        throw failure("cannot be removed", e);
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
