package io.scaletest.player.merge;

import io.scaletest.common.exit.ToolException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of sorted parts beside a trace that is being made, {@code TRACE.parts}: gone when it
 * is closed. What a killed player left there, the next one for the same trace takes away; while one
 * is at work there, another is refused. For one thread.
 */
public final class PartsFolder implements AutoCloseable {
  private static final String SUFFIX = ".parts";
  private static final String LOCK = "lock";
  private static final String SORTER = "sorter-";

  private final Path folder;
  private final FileChannel lockFile;
  private int sorters;

  private PartsFolder(Path folder, FileChannel lockFile) {
    this.folder = folder;
    this.lockFile = lockFile;
  }

  /**
   * Makes the folder, empty.
   *
   * @throws ToolException a usage error, if another process is at work in it
   */
  public static PartsFolder beside(Path trace) throws IOException {
    Path absolute = trace.toAbsolutePath();
    Path folder = absolute.resolveSibling(absolute.getFileName() + SUFFIX);
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(folder);
    }
    FileChannel lockFile =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (!isLocked(lockFile)) {
        throw ToolException.usage(
            "output: must not be a trace that another player makes at this time, got " + trace);
      }
      PartsFolder parts = new PartsFolder(folder, lockFile);
      parts.deleteSorters();
      return parts;
    } catch (IOException | ToolException e) {
      lockFile.close();
      throw e;
    }
  }

  /** The lock is the process's, and ends with it however that ends. */
  private static boolean isLocked(FileChannel lockFile) throws IOException {
    try {
      FileLock lock = lockFile.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Returns a new sorter, whose parts are here. */
  public EntrySorter sorter() throws IOException {
    return new EntrySorter(Files.createDirectory(folder.resolve(SORTER + sorters++)));
  }

  private void deleteSorters() throws IOException {
    for (Path each : content(folder)) {
      if (each.getFileName().toString().startsWith(SORTER)) {
        for (Path part : content(each)) {
          Files.delete(part);
        }
        Files.delete(each);
      }
    }
  }

  private static List<Path> content(Path folder) throws IOException {
    List<Path> content = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(content::add);
    }
    return content;
  }

  @Override
  public void close() throws IOException {
    deleteSorters();
    Files.delete(folder.resolve(LOCK));
    lockFile.close();
    Files.delete(folder);
  }
}
