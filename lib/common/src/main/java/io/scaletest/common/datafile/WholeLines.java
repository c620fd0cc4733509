package io.scaletest.common.datafile;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An output stream of whole lines: after a failed write, such as on a full disk, the file is
 * truncated to its last complete line. For one thread.
 */
final class WholeLines extends OutputStream {
  private final FileChannel file;

  private WholeLines(FileChannel file) {
    this.file = file;
  }

  /** A write that ended early, with how many lines of it are in the file. */
  static final class CutException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int lines;

    CutException(int lines, IOException cause) {
      super(IoReason.of(cause), cause);
      this.lines = lines;
    }

    int lines() {
      return lines;
    }
  }

  /** Makes the file, replacing an existing one. */
  static WholeLines create(Path path) throws IOException {
    return new WholeLines(
        FileChannel.open(
            path,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING));
  }

  @Override
  public void write(int oneByte) throws IOException {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  /**
   * Writes lines.
   *
   * @throws CutException if not all of them can be written
   */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
    try {
      while (left.hasRemaining()) {
        file.write(left);
      }
    } catch (IOException e) {
      throw cut(bytes, offset, left.position(), e);
    }
  }

  private CutException cut(byte[] bytes, int from, int to, IOException cause) {
    int lines = 0;
    int wholeEnd = from;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        lines++;
        wholeEnd = i + 1;
      }
    }
    try {
      if (to > wholeEnd) {
        file.truncate(file.position() - (to - wholeEnd));
      }
    } catch (IOException e) {
      cause.addSuppressed(e); // a pipe, or a device
    }
    return new CutException(lines, cause);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
