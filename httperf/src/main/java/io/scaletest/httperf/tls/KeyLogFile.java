package io.scaletest.httperf.tls;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.datafile.IoReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of TLS secrets that its owner alone can read.
 *
 * <p>Lines are written at once by the thread that has them, an event loop: five short lines a
 * connection into the page cache, so that a capture can be read while it is made. The first failed
 * write is logged; further ones are silent.
 */
public final class KeyLogFile implements KeyLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyLogFile.class);
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** Clients at once on one machine; beyond, something is wrong with the folder. */
  private static final int CLAIMS_MAX = 100;

  private final Path path;
  private final FileChannel file;

  @GuardedBy("this")
  private boolean failed;

  private KeyLogFile(Path path, FileChannel file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Makes the file. One that is there is deleted first, never written into: in a folder that all
   * may write to, it may be another user's, or a link.
   */
  public static KeyLogFile create(Path path) throws IOException {
    Files.deleteIfExists(path);
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileChannel file =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            posix ? new FileAttribute<?>[] {OWNER_ONLY} : new FileAttribute<?>[0]);
    return new KeyLogFile(path, file);
  }

  /**
   * Makes the first of {@code httperf-client.keys}, {@code httperf-client-2.keys}, … that no
   * running process writes and that can be replaced: so the secrets of a run stay until the next
   * one, and no longer.
   */
  public static KeyLogFile claim(Path folder) throws IOException {
    IOException failure = null;
    for (int i = 1; i <= CLAIMS_MAX; i++) {
      Path path = folder.resolve("httperf-client" + (i == 1 ? "" : "-" + i) + ".keys");
      try (Claim claim = Claim.of(path)) {
        if (claim.isGranted()) {
          KeyLogFile made = create(path);
          if (made.file.tryLock() != null) {
            return made;
          }
          made.close();
        }
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    throw failure == null ? new IOException("all names are in use") : failure;
  }

  /** The right to replace a file: a lock that no other process holds. */
  private record Claim(Optional<FileChannel> old, boolean isGranted) implements AutoCloseable {
    static Claim of(Path path) throws IOException {
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        return new Claim(Optional.empty(), true);
      }
      Object before = fileKey(path);
      FileChannel old =
          FileChannel.open(path, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
      try {
        // Another process may have replaced it between: then the lock is on a file that was
        // deleted.
        boolean granted = old.tryLock() != null && Objects.equals(before, fileKey(path));
        return new Claim(Optional.of(old), granted);
      } catch (OverlappingFileLockException e) {
        return new Claim(Optional.of(old), false);
      }
    }

    private static Object fileKey(Path path) throws IOException {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    }

    @Override
    public void close() throws IOException {
      if (old.isPresent()) {
        old.get().close();
      }
    }
  }

  public Path path() {
    return path;
  }

  @Override
  public void line(byte[] ascii) {
    ByteBuffer line = ByteBuffer.allocate(ascii.length + 1).put(ascii).put((byte) '\n').flip();
    synchronized (this) {
      try {
        while (line.hasRemaining() && !failed) {
          file.write(line);
        }
      } catch (IOException e) {
        failed = true;
        LOG.error("Key log {}: cannot be written any more: {}", path, IoReason.of(e));
      }
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      failed = true;
      try {
        file.close();
      } catch (IOException e) {
        LOG.error("Key log {}: {}", path, IoReason.of(e));
      }
    }
  }
}
