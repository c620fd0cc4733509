package io.scaletest.player.trace;

import io.scaletest.wire.json.JsonWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;

/**
 * Writes a trace, entry by entry, in memory that does not depend on how many there are. What has
 * been written is a sound trace up to its last whole block at any time; {@link #finish} says that
 * it is whole. For one thread.
 */
public final class TraceWriter implements AutoCloseable {
  /** How many entries a block has: tables of texts are worth their bytes, a cut costs little. */
  private static final int ENTRIES_MAX = 8_192;

  /** How long the heads of a block get: with the texts of one entry still far from the limit. */
  private static final int HEAD_BYTES_MAX = 4 << 20;

  private static final int BODY_BYTES_MAX = 4 << 20;

  /** Of parts that are read again, dozens at a time. */
  private static final int SCRATCH_ENTRIES_MAX = 1_024;

  private static final int SCRATCH_BODY_BYTES_MAX = 256 << 10;

  private static final int BUFFER_BYTES = 64 << 10;

  private final OutputStream out;
  private final int entriesMax;
  private final int bodyBytesMax;
  private final Deflater deflater;
  private final CRC32C checksum = new CRC32C();
  private final HeadsEncoder encoder = new HeadsEncoder();
  private final ByteSink stored = new ByteSink();
  private final ByteSink bodies = new ByteSink();
  private final byte[] chunk = new byte[BUFFER_BYTES];
  private final List<TraceEntry> waiting = new ArrayList<>();
  private long waitingChars;
  private long written;

  private TraceWriter(OutputStream out, int entriesMax, int bodyBytesMax, int level) {
    this.out = out;
    this.entriesMax = entriesMax;
    this.bodyBytesMax = bodyBytesMax;
    this.deflater = new Deflater(level);
  }

  /**
   * Makes the file, replacing an existing one.
   *
   * @param header a JSON tree: what the trace is of
   */
  public static TraceWriter create(Path file, Map<String, Object> header) throws IOException {
    return create(file, header, ENTRIES_MAX, BODY_BYTES_MAX, Deflater.DEFAULT_COMPRESSION);
  }

  /** Makes a part of a trace that is read again soon, by one who reads many such parts at once. */
  public static TraceWriter scratch(Path file) throws IOException {
    return create(file, Map.of(), SCRATCH_ENTRIES_MAX, SCRATCH_BODY_BYTES_MAX, Deflater.BEST_SPEED);
  }

  private static TraceWriter create(
      Path file, Map<String, Object> header, int entriesMax, int bodyBytesMax, int level)
      throws IOException {
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
    TraceWriter writer = new TraceWriter(out, entriesMax, bodyBytesMax, level);
    try {
      out.write(Format.MAGIC);
      out.write(Format.VERSION >> Byte.SIZE);
      out.write(Format.VERSION);
      writer.block(Format.HEADER, JsonWriter.bytes(header));
      return writer;
    } catch (IOException e) {
      try {
        writer.close();
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  /** Adds an entry behind the others. */
  public void add(TraceEntry entry) throws IOException {
    waiting.add(entry);
    byte[] body = entry.body().bytes();
    if (body.length != entry.body().length()) {
      throw new IllegalArgumentException("a body that was not read cannot be written");
    }
    bodies.all(body, body.length);
    waitingChars +=
        entry.object().name().length() + entry.query().length() + entry.outcome().uid().length();
    if (waiting.size() >= entriesMax
        || bodies.length() >= bodyBytesMax
        || waitingChars >= HEAD_BYTES_MAX) {
      writeGroup();
    }
  }

  /** Returns how many entries were added. */
  public long entries() {
    return written + waiting.size();
  }

  /** Writes all entries to the file, as whole blocks. */
  public void flush() throws IOException {
    if (!waiting.isEmpty()) {
      writeGroup();
    }
    out.flush();
  }

  /**
   * Ends the trace.
   *
   * @param footer a JSON tree: what came of it; the number of entries is added to it
   */
  public void finish(Map<String, Object> footer) throws IOException {
    flush();
    Map<String, Object> whole = new LinkedHashMap<>(footer);
    whole.put("entries", written);
    block(Format.FOOTER, JsonWriter.bytes(whole));
    out.flush();
  }

  private void writeGroup() throws IOException {
    if (bodies.length() > 0) {
      block(Format.BODIES, bodies.array(), bodies.length());
    }
    ByteSink heads = encoder.encode(written, waiting);
    block(Format.ENTRIES, heads.array(), heads.length());
    written += waiting.size();
    waiting.clear();
    bodies.clear();
    waitingChars = 0;
  }

  private void block(int kind, byte[] content) throws IOException {
    block(kind, content, content.length);
  }

  private void block(int kind, byte[] content, int length) throws IOException {
    if (length > Format.BLOCK_BYTES_MAX) {
      throw new IllegalArgumentException("a block of " + length + " bytes is too long");
    }
    stored.clear();
    deflater.reset();
    deflater.setInput(content, 0, length);
    deflater.finish();
    while (!deflater.finished()) {
      stored.all(chunk, deflater.deflate(chunk));
    }
    ByteBuffer frame =
        ByteBuffer.allocate(Format.FRAME_BYTES)
            .put((byte) kind)
            .putInt(stored.length())
            .putInt(length);
    checksum.reset();
    checksum.update(frame.array(), 0, Format.CHECKED_FRAME_BYTES);
    checksum.update(stored.array(), 0, stored.length());
    frame.putInt((int) checksum.getValue());
    out.write(frame.array());
    out.write(stored.array(), 0, stored.length());
  }

  /** Closes the file; what was not flushed is not written. */
  @Override
  public void close() throws IOException {
    deflater.end();
    out.close();
  }
}
