package io.scaletest.report.input;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.scrape.ServerScrapes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What a file's first 64 KB tell of it.
 *
 * @param runId the run that it names, or whose objects its first rows name; may be empty
 * @param firstEpochMs the time of its first row; {@link Long#MIN_VALUE} where it has none
 * @param lastEpochMs the time of its last row as far as its end tells without reading all of it
 */
public record Sniffed(FileKind kind, String runId, long firstEpochMs, long lastEpochMs) {
  private static final long NONE = Long.MIN_VALUE;
  private static final int HEAD_BYTES = 64 * 1024;
  private static final String LOG_BEGIN = "#[Histogram log format";
  private static final String WATCHERS_BEGIN = "watcher,establishUs";
  private static final String PAGE_BEGIN = "<!doctype html";

  /** {@code I1129 05:04:03.123456}: what a tool said while it ran. */
  private static final Pattern KLOG_LINE =
      Pattern.compile("[IWEF][0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6} ");

  /** Returns this, of a run that something else names. */
  public Sniffed withRunId(String otherRunId) {
    return new Sniffed(kind, otherRunId, firstEpochMs, lastEpochMs);
  }

  /** Returns what a file is. Reads its head only. */
  public static Sniffed of(Path path, LeftOut leftOut) {
    byte[] head;
    try (InputStream file = Lines.open(path)) {
      head = file.readNBytes(HEAD_BYTES);
    } catch (IOException e) {
      leftOut.add(0, "cannot be read: " + IoReason.of(e));
      return none(FileKind.UNKNOWN);
    }
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith(LOG_BEGIN)) {
      return new Sniffed(FileKind.LATENCY_LOG, between(text, "#Run ID: "), NONE, NONE);
    }
    if (text.startsWith(ServerScrapes.HEADER)) {
      return new Sniffed(FileKind.SERVER_SCRAPES, between(text, ServerScrapes.RUN_ID), NONE, NONE);
    }
    if (text.stripLeading().startsWith("{")) {
      return none(FileKind.SUMMARY);
    }
    if (text.startsWith("# HELP ") || text.startsWith("# TYPE ")) {
      return none(FileKind.SERVER_METRICS);
    }
    if (text.startsWith(FailuresFile.HEADER)) {
      return none(FileKind.FAILURES);
    }
    if (text.startsWith(WATCHERS_BEGIN)) {
      return none(FileKind.WATCHER_ROWS);
    }
    if (isForPeople(path, text)) {
      return none(FileKind.COMPANION);
    }
    Sniffed first = ofRows(head);
    return first.firstEpochMs == NONE
        ? first
        : new Sniffed(
            first.kind, first.runId, first.firstEpochMs, lastEpochMs(path, first.lastEpochMs));
  }

  /** Rows are no log, whatever their file is called. */
  private static boolean isForPeople(Path path, String text) {
    return text.startsWith(PAGE_BEGIN)
        || KLOG_LINE.matcher(text).lookingAt()
        || String.valueOf(path.getFileName()).endsWith(".log")
            && ofRows(text.getBytes(StandardCharsets.ISO_8859_1)).kind == FileKind.UNKNOWN;
  }

  /**
   * Returns the time of the last row, of a file that is not compressed; rows are nearly in order.
   */
  private static long lastEpochMs(Path path, long otherwise) {
    ByteBuffer tail = ByteBuffer.allocate(HEAD_BYTES);
    try (FileChannel file = FileChannel.open(path)) {
      long at = Math.max(0, file.size() - HEAD_BYTES);
      while (tail.hasRemaining() && file.read(tail, at + tail.position()) > 0) {
        // until the end
      }
    } catch (IOException e) {
      return otherwise; // reading the file tells it again, and why
    }
    long last = otherwise;
    int from = 0;
    for (int i = 0; i < tail.position(); i++) {
      if (tail.array()[i] == '\n') {
        Sniffed row = ofLine(tail.array(), from, i);
        last = row.lastEpochMs == NONE ? last : row.lastEpochMs;
        from = i + 1;
      }
    }
    return last;
  }

  private static Sniffed none(FileKind kind) {
    return new Sniffed(kind, "", NONE, NONE);
  }

  private static String between(String text, String begin) {
    int from = text.indexOf(begin);
    if (from < 0) {
      return "";
    }
    int to = text.indexOf('\n', from);
    return text.substring(from + begin.length(), to < 0 ? text.length() : to).strip();
  }

  /** The first line that is something decides. */
  private static Sniffed ofRows(byte[] head) {
    int from = 0;
    for (int i = 0; i <= head.length; i++) {
      if (i == head.length || head[i] == '\n') {
        int to = i > from && head[i - 1] == '\r' ? i - 1 : i;
        Sniffed line = ofLine(head, from, to);
        if (line.kind != FileKind.UNKNOWN) {
          return line;
        }
        from = i + 1;
      }
    }
    return none(FileKind.UNKNOWN);
  }

  private static Sniffed ofLine(byte[] head, int from, int to) {
    var request = new RequestRow();
    if (request.read(head, from, to) == null) {
      return new Sniffed(
          FileKind.DRIVER_ROWS, request.runId(), request.beforeEpochMs(), request.afterEpochMs());
    }
    var change = new ChangeRow();
    if (change.read(head, from, to) == null) {
      return new Sniffed(
          FileKind.LOGGER_ROWS, "", change.dequeueEpochMs(), change.dequeueEpochMs());
    }
    String line = new String(head, from, Math.max(0, to - from), StandardCharsets.ISO_8859_1);
    return none(line.matches("[A-Z][A-Z0-9_]*=.*") ? FileKind.PARAMETERS : FileKind.UNKNOWN);
  }
}
