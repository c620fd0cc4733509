package io.scaletest.report.input;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;

/**
 * The lines of a file as bytes, in blocks of 1 MB, gunzipped where it begins as gzip does. Lines
 * end with LF or CR LF; the last one need not end. One that is too long is left out, as is all
 * behind a read error. For one thread.
 */
public final class Lines {
  private static final int BLOCK_BYTES = 1 << 20;

  /** Usual lines have some 80 bytes. */
  private static final int FIRST_LINE_BYTES = 128;

  private static final int GZIP_MAGIC_0 = 0x1f;
  private static final int GZIP_MAGIC_1 = 0x8b;

  private final Path path;
  private final int lineBytesMax;
  private final LongConsumer bytesRead;

  /** Takes lines. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes the line at {@code from} (inclusive) to {@code to} (exclusive), without its end; it is
     * never empty. The bytes change after the call.
     *
     * @return why the line is left out; null where it is not
     */
    String line(byte[] bytes, int from, int to);
  }

  /**
   * @param lineBytesMax longer lines are left out; at most half a megabyte
   * @param bytesRead hears of each block's length as it was read
   */
  public Lines(Path path, int lineBytesMax, LongConsumer bytesRead) {
    this.path = path;
    this.lineBytesMax = Math.min(lineBytesMax, BLOCK_BYTES / 2);
    this.bytesRead = bytesRead;
  }

  /** Opens a file, gunzipping what begins as gzip does. */
  static InputStream open(Path path) throws IOException {
    InputStream file = Files.newInputStream(path);
    try {
      var buffered = new BufferedInputStream(file, 2);
      buffered.mark(2);
      boolean gzip = buffered.read() == GZIP_MAGIC_0 && buffered.read() == GZIP_MAGIC_1;
      buffered.reset();
      return gzip ? new GZIPInputStream(buffered, BLOCK_BYTES) : buffered;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Gives each line to {@code sink}, and what it does not take to {@code leftOut}.
   *
   * @throws IOException if the file cannot be opened; errors behind that are left out
   */
  public void forEach(Sink sink, LeftOut leftOut) throws IOException {
    try (InputStream file = open(path)) {
      read(file, sink, leftOut);
    }
  }

  /**
   * Gives the first lines to {@code sink}, whatever it thinks of them.
   *
   * @throws IOException if the file cannot be opened or read
   */
  public static void first(Path path, int lines, Sink sink) throws IOException {
    try (InputStream file = open(path)) {
      var block = file.readNBytes(lines * FIRST_LINE_BYTES);
      int from = 0;
      int given = 0;
      for (int i = 0; i < block.length && given < lines; i++) {
        if (block[i] == '\n') {
          int to = i > from && block[i - 1] == '\r' ? i - 1 : i;
          sink.line(block, from, to);
          given++;
          from = i + 1;
        }
      }
    }
  }

  private void read(InputStream file, Sink sink, LeftOut leftOut) {
    var block = new byte[BLOCK_BYTES];
    int length = 0;
    long line = 1;
    boolean skipping = false;
    int count;
    while ((count = readInto(file, block, length, line, leftOut)) >= 0) {
      bytesRead.accept(count);
      int end = length + count;
      int from = 0;
      for (int i = length; i < end; i++) {
        if (block[i] == '\n') {
          if (!skipping) {
            give(block, from, i, line, sink, leftOut);
          }
          skipping = false;
          line++;
          from = i + 1;
        }
      }
      length = end - from;
      if (!skipping && length > lineBytesMax) {
        leftOut.add(line, "longer than " + lineBytesMax + " bytes");
        skipping = true;
      }
      if (skipping) {
        length = 0;
      }
      System.arraycopy(block, from, block, 0, length);
    }
    if (!skipping && length > 0) {
      give(block, 0, length, line, sink, leftOut);
    }
  }

  private static int readInto(InputStream file, byte[] block, int at, long line, LeftOut leftOut) {
    try {
      return file.read(block, at, block.length - at);
    } catch (IOException e) {
      leftOut.add(line, "from here on nothing can be read: " + e.getMessage());
      return -1;
    }
  }

  private void give(byte[] block, int from, int lineEnd, long line, Sink sink, LeftOut leftOut) {
    int to = lineEnd > from && block[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    if (to == from) {
      return;
    }
    String reason =
        to - from > lineBytesMax
            ? "longer than " + lineBytesMax + " bytes"
            : sink.line(block, from, to);
    if (reason != null) {
      leftOut.add(line, hasNul(block, from, to) ? "holds NUL bytes" : reason);
    }
  }

  private static boolean hasNul(byte[] block, int from, int to) {
    for (int i = from; i < to; i++) {
      if (block[i] == 0) {
        return true;
      }
    }
    return false;
  }
}
