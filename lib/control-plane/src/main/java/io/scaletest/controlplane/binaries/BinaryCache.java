package io.scaletest.controlplane.binaries;

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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The user's folder of built executables, one folder a version. A version's folder appears whole or
 * not at all, and one process at a time builds it.
 */
public final class BinaryCache {
  /** Several times what a build takes on a slow machine. */
  private static final Duration OTHER_BUILD_LIMIT = Duration.ofMinutes(60);

  private static final Duration CLEAN_UP_LIMIT = Duration.ofSeconds(5);

  private final Path root;
  private final String key;
  private final BoundedWait wait;
  private volatile boolean building;

  /**
   * @param root the folder of all versions
   * @param key the name of this version
   */
  public BinaryCache(Path root, String key, BoundedWait wait) {
    this.root = Objects.requireNonNull(root, "root is null");
    this.key = Objects.requireNonNull(key, "key is null");
    this.wait = Objects.requireNonNull(wait, "wait is null");
  }

  /** Returns the folder of all versions: below XDG_CACHE_HOME, else below the user's .cache. */
  public static Path defaultRoot(Map<String, String> environment) {
    String given = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path cache =
        given.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
    return cache.resolve("scaletest").resolve("control-plane");
  }

  /** Returns this version's folder, whether or not it is there yet. */
  public Path folder() {
    return root.resolve(key);
  }

  /** Returns this version's folder, building it first if it is not there. */
  public Path obtain(GoBuild build, BuildListener listener) {
    if (Files.isDirectory(folder())) {
      return folder();
    }
    try {
      Files.createDirectories(root);
      try (FileChannel channel =
          FileChannel.open(
              root.resolve(key + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        waitForLock(channel, listener);
        if (!Files.isDirectory(folder())) {
          buildLocked(build);
        }
        return folder();
      }
    } catch (IOException e) {
      throw new ToolException(ControlPlaneExit.BUILD, "the cache " + root + ": " + e, e);
    }
  }

  private void waitForLock(FileChannel channel, BuildListener listener) throws IOException {
    if (tryLock(channel).isPresent()) {
      return;
    }
    listener.note("another process is building the same binaries; waiting for it");
    boolean locked = wait.until(OTHER_BUILD_LIMIT, () -> tryLock(channel).isPresent());
    if (!locked) {
      throw new IOException("another build holds its lock for over " + OTHER_BUILD_LIMIT);
    }
  }

  private static Optional<FileLock> tryLock(FileChannel channel) {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException heldByThisJvm) {
      return Optional.empty();
    } catch (IOException e) {
      throw new ToolException(ControlPlaneExit.BUILD, "the cache cannot be locked: " + e, e);
    }
  }

  private void buildLocked(GoBuild build) throws IOException {
    String prefix = key + ".building";
    try (Stream<Path> left = Files.list(root)) {
      for (Path stale : left.filter(p -> p.getFileName().toString().startsWith(prefix)).toList()) {
        deleteTree(stale);
      }
    }
    building = true;
    Path work = Files.createTempDirectory(root, prefix);
    try {
      Path source = Files.createDirectory(work.resolve("source"));
      Path target = Files.createDirectory(work.resolve("bin"));
      build.build(source, target);
      Files.move(target, folder(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteTree(work);
      building = false;
    }
  }

  /** Waits, for a bounded time, until a build that was aborted has left nothing behind. */
  public void awaitIdle() {
    wait.until(CLEAN_UP_LIMIT, () -> !building);
  }

  private static void deleteTree(Path tree) throws IOException {
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
