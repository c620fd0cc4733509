package io.scaletest.httperf.tls;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of TLS secrets that its owner alone can read.
 *
 * <p>Lines are written at once by the thread that has them, an event loop: five short lines a
 * connection into the page cache, so that a capture can be read while it is made. What cannot be
 * written is told once.
 */
public final class KeyLogFile implements KeyLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyLogFile.class);
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;
  private final FileChannel file;
  private boolean failed; // @GuardedBy("this")

  private KeyLogFile(Path path, FileChannel file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Makes the file. One that is there is deleted first, never written into: in a folder that all
   * may write to, it may be somebody else's, or a link.
   *
   * @param whenUnmakeable the status with which the tool ends if that fails
   */
  public static KeyLogFile create(Path path, ExitStatus whenUnmakeable) {
    try {
      Files.deleteIfExists(path);
      boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
      FileChannel file =
          FileChannel.open(
              path,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              posix ? new FileAttribute<?>[] {OWNER_ONLY} : new FileAttribute<?>[0]);
      return new KeyLogFile(path, file);
    } catch (IOException e) {
      throw new ToolException(
          whenUnmakeable,
          "key log " + path + " cannot be made: " + IoReason.of(e) + "; no-keylog does without",
          e);
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
