package io.scaletest.player.record;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.player.trace.SourceLoss;
import io.scaletest.wire.json.JsonSequence;
import io.scaletest.wire.json.MalformedJsonException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * Reads one file of a log, plain or gzip: lines with values of JSON in them, or a document of JSON
 * over many lines. What cannot be read is counted, and told in one line for each cause. For one
 * thread.
 */
final class LogReader implements AutoCloseable {
  /** What the exports of the log services, and webhooks' lists, name their lists. */
  static final Set<String> LISTS = Set.of("items", "records", "events", "logEvents", "results");

  private static final int BUFFER_BYTES = 64 << 10;
  private static final int PEEKED_BYTES = 4 << 10;
  private static final int GZIP_MAGIC = 0x1f8b;

  /** A time, and what services add to it, stands before the JSON of some exports. */
  private static final int PREFIX_CHARS_MAX = 64;

  private final String name;
  private final InputStream in;
  private LineReader lines;
  private final Losses losses;
  private final Consumer<String> notes;
  private final JsonSequence.Taker taker;
  private long foreign;
  private long firstForeign;
  private long cut;
  private String firstCut = "";

  /** Takes the values of a file. */
  interface Values {
    /**
     * Takes a value.
     *
     * @param wrapper what was read before it of the object that the value is in a list of
     * @return whether it is of an audit log
     */
    boolean take(Map<String, Object> wrapper, Object value);
  }

  private LogReader(
      String name, InputStream in, Losses losses, Consumer<String> notes, Values values) {
    this.name = name;
    this.in = in;
    this.lines = new LineReader(in);
    this.losses = losses;
    this.notes = notes;
    this.taker =
        (wrapper, value) -> {
          if (!values.take(wrapper, value)) {
            foreign(lines.number());
          }
        };
  }

  /**
   * Opens a file.
   *
   * @param notes takes a line for each cause for which something could not be read
   * @param values takes the values
   */
  static LogReader open(Path file, Losses losses, Consumer<String> notes, Values values)
      throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    try {
      InputStream in = unpacked(raw);
      return new LogReader(file.toString(), in, losses, notes, values);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream unpacked(InputStream raw) throws IOException {
    raw.mark(2);
    int first = raw.read();
    int second = raw.read();
    raw.reset();
    return (first << Byte.SIZE | second) == GZIP_MAGIC
        ? new GZIPInputStream(raw, BUFFER_BYTES)
        : raw;
  }

  /** Reads the file to its end, and tells what could not be read. */
  void readAll() {
    byte[] peeked = peeked();
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(peeked), in);
    try {
      if (isDocument(peeked)) {
        readDocument(whole);
      } else {
        lines = new LineReader(whole);
        readLines(false);
      }
    } catch (IOException e) {
      losses.add(SourceLoss.CUT_FILE);
      notes.accept(
          name + ": cannot be read to its end, what is before is recorded: " + IoReason.of(e));
    }
    tell();
  }

  /** Returns the first bytes, up to where the file cannot be read: that is met again, and told. */
  private byte[] peeked() {
    byte[] bytes = new byte[PEEKED_BYTES];
    int count = 0;
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        bytes[count++] = (byte) next;
        if (count == bytes.length) {
          break;
        }
      }
    } catch (IOException e) {
      return Arrays.copyOf(bytes, count);
    }
    return Arrays.copyOf(bytes, count);
  }

  /**
   * Reads the lines that are there.
   *
   * @param growing whether more may come, so that what has no end is left for the next call
   */
  void readLines(boolean growing) throws IOException {
    while (lines.next(growing)) {
      line();
    }
  }

  /** Tells what could not be read, at the end. */
  void tell() {
    losses.add(SourceLoss.FOREIGN, foreign);
    losses.add(SourceLoss.CUT_LINE, cut);
    losses.add(SourceLoss.LONG_LINE, lines.tooLong());
    if (foreign > 0) {
      notes.accept(
          name
              + ": "
              + SourceLoss.FOREIGN.line(foreign)
              + (firstForeign > 0 ? ", the first is line " + firstForeign : ""));
    }
    if (cut > 0) {
      notes.accept(name + ": " + SourceLoss.CUT_LINE.line(cut) + ", the first is " + firstCut);
    }
    if (lines.tooLong() > 0) {
      notes.accept(name + ": " + SourceLoss.LONG_LINE.line(lines.tooLong()));
    }
  }

  /** Returns whether the file is one document: an array, or an object whose lines are indented. */
  private static boolean isDocument(byte[] peeked) {
    String text = new String(peeked, StandardCharsets.ISO_8859_1).stripLeading();
    int lineEnd = text.indexOf('\n');
    return text.startsWith("[") || lineEnd >= 0 && text.substring(0, lineEnd).strip().equals("{");
  }

  private void readDocument(InputStream whole) throws IOException {
    try {
      JsonSequence.read(whole, LISTS, taker);
    } catch (MalformedJsonException e) {
      cut++;
      firstCut = "in its only document, where reading ends: " + e.getMessage();
    }
  }

  private void line() {
    int from = lines.from();
    int end = from + lines.length();
    byte[] bytes = lines.array();
    while (from < end && bytes[from] <= ' ' && bytes[from] >= 0) {
      from++;
    }
    if (from == end) {
      return;
    }
    int json = beginningOfJson(bytes, from, end);
    if (json < 0) {
      foreign(lines.number());
      return;
    }
    try {
      JsonSequence.read(new ByteArrayInputStream(bytes, json, end - json), LISTS, taker);
    } catch (MalformedJsonException | IOException e) {
      if (cut == 0) {
        firstCut = "line " + lines.number() + ": " + e.getMessage();
      }
      cut++;
    }
  }

  private void foreign(long line) {
    if (foreign == 0) {
      firstForeign = line;
    }
    foreign++;
  }

  /** Returns where JSON begins, behind a time if there is one; -1 where there is none. */
  private static int beginningOfJson(byte[] bytes, int from, int end) {
    if (bytes[from] == '{' || bytes[from] == '[') {
      return from;
    }
    if (bytes[from] < '0' || bytes[from] > '9') {
      return -1;
    }
    for (int i = from; i < Math.min(end, from + PREFIX_CHARS_MAX); i++) {
      if (bytes[i] == '{') {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
