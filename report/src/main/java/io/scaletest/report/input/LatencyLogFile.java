package io.scaletest.report.input;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.LongConsumer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.HdrHistogram.Histogram;

/**
 * An HdrHistogram log with tags. Its headers are checked before anything is decoded: a broken one
 * can ask for any amount of memory.
 */
public final class LatencyLogFile {
  private static final int LINE_BYTES_MAX = 512 * 1024;
  private static final int COMPRESSED_COOKIE = 0x1c849304;
  private static final int V2_COOKIE = 0x1c849303;

  /** The word size, which is in the cookie, too. */
  private static final int COOKIE_MASK = 0xf0;

  private static final int HEADER_BYTES = 40;
  private static final int DIGITS_AT = 12;
  private static final int DIGITS_MAX = 4;
  private static final int INFLATED_BYTES_MAX = 8 << 20;
  private static final String TAG = "Tag=";
  private static final String BASE_TIME = "#[BaseTime: ";
  private static final String START_TIME = "#[StartTime: ";
  private static final String RUN_ID = "#Run ID: ";
  private static final String TOOL = "#Tool: ";

  private final Sink sink;
  private double baseSeconds;
  private boolean hasBase;
  private String runId = "";
  private String tool = "";

  /** Takes histograms. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes what was recorded of a series in an interval.
     *
     * @param tag the series' name; empty where the log has none
     * @param fromEpochMs the interval's beginning, milliseconds since 1970 UTC
     * @param lengthMs its length
     * @param histogram values in nanoseconds
     */
    void interval(String tag, long fromEpochMs, long lengthMs, Histogram histogram);
  }

  private LatencyLogFile(Sink sink) {
    this.sink = sink;
  }

  /**
   * Reads a file.
   *
   * @param bytesRead hears of each block's length as it was read
   * @throws IOException if the file cannot be opened; errors behind that are left out
   */
  public static LatencyLogFile read(Path path, Sink sink, LeftOut leftOut, LongConsumer bytesRead)
      throws IOException {
    var log = new LatencyLogFile(sink);
    new Lines(path, LINE_BYTES_MAX, bytesRead).forEach(log::line, leftOut);
    return log;
  }

  /** Returns the ID of the run that the log names; empty where it names none. */
  public String runId() {
    return runId;
  }

  /** Returns the tool that the log names; empty where it names none. */
  public String tool() {
    return tool;
  }

  private String line(byte[] bytes, int from, int to) {
    String line = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    if (line.startsWith("#")) {
      comment(line);
      return null;
    }
    if (line.startsWith("\"StartTimestamp\"")) {
      return null;
    }
    String tag = "";
    if (line.startsWith(TAG)) {
      int comma = line.indexOf(',');
      if (comma < 0) {
        return "has a tag alone";
      }
      tag = line.substring(TAG.length(), comma);
      line = line.substring(comma + 1);
    }
    String[] columns = line.split(",", -1);
    if (columns.length != 4) {
      return "has " + columns.length + " columns instead of 4";
    }
    double start;
    double length;
    try {
      start = Double.parseDouble(columns[0]);
      length = Double.parseDouble(columns[1]);
    } catch (NumberFormatException e) {
      return "its times are no numbers";
    }
    Histogram histogram = decoded(columns[3]);
    if (histogram == null || !Double.isFinite(start) || !(length >= 0 && length < 1e6)) {
      return "holds no histogram";
    }
    // As HdrHistogram's own reader: without a base, times may be absolute.
    double base = hasBase ? baseSeconds : 0;
    sink.interval(tag, Math.round((base + start) * 1e3), Math.round(length * 1e3), histogram);
    return null;
  }

  private void comment(String line) {
    if (line.startsWith(BASE_TIME) || (line.startsWith(START_TIME) && !hasBase)) {
      String rest = line.substring(line.indexOf(' ') + 1);
      int end = rest.indexOf(' ');
      try {
        baseSeconds = Double.parseDouble(end < 0 ? rest.replace("]", "") : rest.substring(0, end));
        hasBase = line.startsWith(BASE_TIME);
      } catch (NumberFormatException e) {
        hasBase = false;
      }
    } else if (line.startsWith(RUN_ID)) {
      runId = line.substring(RUN_ID.length());
    } else if (line.startsWith(TOOL)) {
      tool = line.substring(TOOL.length());
    }
  }

  /** Returns a histogram; null where the text is none, or none of a reasonable size. */
  private static Histogram decoded(String text) {
    try {
      ByteBuffer compressed = ByteBuffer.wrap(Base64.getDecoder().decode(text));
      if ((compressed.getInt() & ~COOKIE_MASK) != COMPRESSED_COOKIE) {
        return null;
      }
      int length = compressed.getInt();
      if (length < 0 || length > compressed.remaining()) {
        return null;
      }
      byte[] plain = inflated(compressed, length);
      return plain.length >= HEADER_BYTES && isSound(ByteBuffer.wrap(plain))
          ? Histogram.decodeFromByteBuffer(ByteBuffer.wrap(plain), 0)
          : null;
    } catch (IllegalArgumentException
        | BufferUnderflowException
        | DataFormatException
        | ArrayIndexOutOfBoundsException e) {
      return null;
    }
  }

  private static byte[] inflated(ByteBuffer compressed, int length) throws DataFormatException {
    var inflater = new Inflater();
    try {
      inflater.setInput(compressed.array(), compressed.position(), length);
      var plain = new byte[64 * 1024];
      int used = 0;
      int count;
      while ((count = inflater.inflate(plain, used, plain.length - used)) > 0) {
        used += count;
        if (used == plain.length) {
          if (used >= INFLATED_BYTES_MAX) {
            throw new DataFormatException("too large");
          }
          plain = Arrays.copyOf(plain, used * 2);
        }
      }
      return Arrays.copyOf(plain, used);
    } finally {
      inflater.end();
    }
  }

  private static boolean isSound(ByteBuffer header) {
    int payload = header.getInt(4);
    int digits = header.getInt(DIGITS_AT);
    return (header.getInt(0) & ~COOKIE_MASK) == V2_COOKIE
        && payload >= 0
        && payload <= header.capacity() - HEADER_BYTES
        && header.getInt(8) == 0
        && digits >= 0
        && digits <= DIGITS_MAX;
  }
}
