package io.scaletest.player.trace;

import io.scaletest.common.exit.ToolException;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.MalformedJsonException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads a trace, entry by entry, in memory that does not depend on how many there are. Reading ends
 * before the first block that is not whole or not as it was written; {@link #damage} then says so.
 * For one thread.
 */
public final class TraceReader implements AutoCloseable {
  /** Whether bodies are read. */
  public enum Bodies {
    READ,
    /** Each body has its length alone; their blocks are skipped, and not checked. */
    SKIPPED
  }

  private static final int BUFFER_BYTES = 64 << 10;
  private static final byte[] NOTHING = {};

  private final Path file;
  private final InputStream in;
  private final Bodies bodies;
  private final Inflater inflater = new Inflater();
  private final CRC32C checksum = new CRC32C();

  private Map<String, Object> header = Map.of();
  private Optional<Map<String, Object>> footer = Optional.empty();
  private Optional<String> damage = Optional.empty();
  private List<TraceEntry> group = List.of();
  private int inGroup;
  private long entries;
  private long at;

  private TraceReader(Path file, InputStream in, Bodies bodies) {
    this.file = file;
    this.in = in;
    this.bodies = bodies;
  }

  /**
   * Opens a trace and reads its header.
   *
   * @throws ToolException a usage error of one line, if it is no trace or one of a later version
   */
  public static TraceReader open(Path file, Bodies bodies) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    TraceReader reader = new TraceReader(file, in, bodies);
    try {
      reader.readBeginning();
      return reader;
    } catch (IOException | ToolException e) {
      try {
        reader.close();
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  private void readBeginning() throws IOException {
    byte[] magic = in.readNBytes(Format.MAGIC.length);
    if (!Arrays.equals(magic, Arrays.copyOf(Format.MAGIC, magic.length))) {
      throw ToolException.usage(file + ": must be a trace of player record, and is none");
    }
    byte[] versionBytes = in.readNBytes(Format.VERSION_BYTES);
    at = (long) magic.length + versionBytes.length;
    if (versionBytes.length < Format.VERSION_BYTES) {
      damage = Optional.of("is cut in its first bytes");
      return;
    }
    int version = ByteBuffer.wrap(versionBytes).getShort() & 0xffff;
    if (version == 0 || version > Format.VERSION) {
      throw ToolException.usage(
          file
              + ": must be a trace of version "
              + Format.VERSION
              + " at most, got "
              + version
              + (version == 0 ? "" : "; a later player reads it"));
    }
    guarded(
        () -> {
          Block block = block();
          if (block.kind != Format.HEADER) {
            throw new MalformedTraceException("is no header");
          }
          header = json(block.content);
          return true;
        });
  }

  /** Returns what the trace is of; empty where not even that can be read. */
  public Map<String, Object> header() {
    return header;
  }

  /** Returns what came of the trace, once its last entry was read; empty where it is damaged. */
  public Optional<Map<String, Object>> footer() {
    return footer;
  }

  /** Returns, once its last entry was read, why the trace is not whole, behind its name. */
  public Optional<String> damage() {
    return damage;
  }

  /** Returns how many entries were read. */
  public long entries() {
    return entries - (group.size() - inGroup);
  }

  /** Returns the next entry; empty behind the last one that can be read. */
  public Optional<TraceEntry> next() throws IOException {
    while (inGroup == group.size()) {
      if (damage.isPresent() || footer.isPresent() || !guarded(this::readGroup)) {
        return Optional.empty();
      }
    }
    return Optional.of(group.get(inGroup++));
  }

  /** Reads up to the next block of entries; returns false behind the footer. */
  private boolean readGroup() throws IOException {
    byte[] bodiesBefore = NOTHING;
    while (true) {
      Block block = block();
      switch (block.kind) {
        case Format.BODIES -> {
          if (bodiesBefore.length > 0) {
            throw new MalformedTraceException("are bodies of no entries");
          }
          bodiesBefore = block.content;
        }
        case Format.ENTRIES -> {
          group =
              new HeadsDecoder(block.content, bodiesBefore, bodies == Bodies.READ).entries(entries);
          inGroup = 0;
          entries += group.size();
          return true;
        }
        case Format.FOOTER -> {
          readFooter(block);
          return false;
        }
        default -> {
          if (!Character.isLowerCase(block.kind)) {
            throw new MalformedTraceException("is of no kind that may stand there");
          }
        }
      }
    }
  }

  private void readFooter(Block block) throws IOException {
    Map<String, Object> read = json(block.content);
    if (!Long.valueOf(entries).equals(read.get("entries"))) {
      throw new MalformedTraceException(
          "says " + read.get("entries") + " entries where " + entries + " are");
    }
    if (in.read() >= 0) {
      throw new MalformedTraceException("is the last, but more follows");
    }
    footer = Optional.of(read);
  }

  private interface Step {
    boolean run() throws IOException;
  }

  /** Runs a step; what is wrong with the file is kept as its damage. */
  private boolean guarded(Step step) throws IOException {
    long from = at;
    try {
      return step.run();
    } catch (EOFException e) {
      damage =
          Optional.of(
              (at == from ? "ends without its footer" : "is cut")
                  + " behind entry "
                  + entries
                  + ", byte "
                  + from);
    } catch (MalformedTraceException e) {
      damage =
          Optional.of(
              "is damaged behind entry "
                  + entries
                  + ": a block from byte "
                  + from
                  + " on "
                  + e.getMessage());
    }
    return false;
  }

  private record Block(int kind, byte[] content) {}

  private Block block() throws IOException {
    byte[] frame = in.readNBytes(Format.FRAME_BYTES);
    at += frame.length;
    if (frame.length < Format.FRAME_BYTES) {
      throw new EOFException();
    }
    ByteBuffer fields = ByteBuffer.wrap(frame);
    int kind = fields.get() & 0xff;
    int storedLength = fields.getInt();
    int length = fields.getInt();
    int sum = fields.getInt();
    if (storedLength < 0
        || storedLength > 2 * Format.BLOCK_BYTES_MAX
        || length < 0
        || length > Format.BLOCK_BYTES_MAX) {
      throw new MalformedTraceException("has a length that is too large");
    }
    if (kind == Format.BODIES && bodies == Bodies.SKIPPED) {
      in.skipNBytes(storedLength);
      at += storedLength;
      return new Block(kind, NOTHING);
    }
    byte[] stored = in.readNBytes(storedLength);
    at += stored.length;
    if (stored.length < storedLength) {
      throw new EOFException();
    }
    checksum.reset();
    checksum.update(frame, 0, Format.CHECKED_FRAME_BYTES);
    checksum.update(stored, 0, stored.length);
    if ((int) checksum.getValue() != sum) {
      throw new MalformedTraceException("does not have its checksum");
    }
    return new Block(kind, inflated(stored, length));
  }

  private byte[] inflated(byte[] stored, int length) throws MalformedTraceException {
    byte[] content = new byte[length];
    inflater.reset();
    inflater.setInput(stored);
    try {
      int count = 0;
      int more = 1;
      while (more > 0 && !inflater.finished() && count < length) {
        more = inflater.inflate(content, count, length - count);
        count += more;
      }
      // The end of the stream comes behind the last byte.
      if (count < length || inflater.inflate(new byte[1]) > 0 || !inflater.finished()) {
        throw new MalformedTraceException("does not have its length");
      }
    } catch (DataFormatException e) {
      throw new MalformedTraceException("cannot be unpacked");
    }
    return content;
  }

  private static Map<String, Object> json(byte[] content) throws MalformedTraceException {
    try {
      return JsonTree.parseObject(content);
    } catch (MalformedJsonException e) {
      throw new MalformedTraceException("is no JSON: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
