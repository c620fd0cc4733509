package io.scaletest.driving.session;

import io.scaletest.common.scrape.ServerScrapes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The file of scrapes of an API server's metrics, as {@link ServerScrapes} has it: of whole pages
 * it keeps what {@code report} reads, and of that what has changed. Each scrape is one write, so
 * that a run that is killed leaves whole ones. For one thread, which is blocked until it is
 * written.
 *
 * <p>In memory it has the samples of the last scrape, some megabytes of a server with many kinds.
 */
final class ScrapeFile implements AutoCloseable {
  /** Hours of a busy server at the usual 15 s, and not the whole disk of one left alone. */
  static final int MB_MAX = 128;

  private static final int BYTES_PER_MB = 1 << 20;
  private static final List<byte[]> KEPT = kept();

  private final Path path;
  private final long bytesMax;
  private final OutputStream file;
  private long bytes;
  private Map<String, String> last = Map.of();

  private ScrapeFile(Path path, long bytesMax, OutputStream file) {
    this.path = path;
    this.bytesMax = bytesMax;
    this.file = file;
  }

  private static List<byte[]> kept() {
    return Stream.concat(Stream.of(ServerScrapes.STARTED), ServerScrapes.HISTOGRAMS.stream())
        .map(name -> name.getBytes(StandardCharsets.US_ASCII))
        .toList();
  }

  /** Begins the file, over one of that name. */
  static ScrapeFile create(Path path, String runId) throws IOException {
    return create(path, runId, (long) MB_MAX * BYTES_PER_MB);
  }

  static ScrapeFile create(Path path, String runId, long bytesMax) throws IOException {
    ScrapeFile made = new ScrapeFile(path, bytesMax, Files.newOutputStream(path));
    made.write(ServerScrapes.HEADER + "\n" + ServerScrapes.RUN_ID + runId + "\n");
    return made;
  }

  Path path() {
    return path;
  }

  /**
   * Adds a scrape.
   *
   * @param page the answer's body
   * @return false, with nothing written, if the file would be too long with it
   */
  boolean add(byte[] page, long epochMs) throws IOException {
    Map<String, String> now = samples(page);
    String started = now.get(ServerScrapes.STARTED);
    boolean anew = started != null && !started.equals(last.get(ServerScrapes.STARTED));
    String behind = " " + epochMs + "\n";
    StringBuilder text = new StringBuilder();
    if (started != null) {
      text.append(ServerScrapes.STARTED).append(' ').append(started).append(behind);
    }
    now.forEach(
        (series, value) -> {
          boolean same = !anew && value.equals(last.get(series));
          if (!same && !series.equals(ServerScrapes.STARTED)) {
            text.append(series).append(' ').append(value).append(behind);
          }
        });
    text.append(ServerScrapes.UP).append(" 1").append(behind);
    boolean written = write(text.toString());
    if (written) {
      last = now;
    }
    return written;
  }

  /** Notes that a scrape failed; false as above. */
  boolean addFailed(long epochMs) throws IOException {
    return write(ServerScrapes.UP + " 0 " + epochMs + "\n");
  }

  private boolean write(String text) throws IOException {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    if (bytes + encoded.length > bytesMax) {
      return false;
    }
    file.write(encoded);
    bytes += encoded.length;
    return true;
  }

  /** Values by series, both as the page has them. */
  private static Map<String, String> samples(byte[] page) {
    Map<String, String> samples = new LinkedHashMap<>();
    int from = 0;
    while (from < page.length) {
      int to = from;
      while (to < page.length && page[to] != '\n') {
        to++;
      }
      if (isKept(page, from, to)) {
        String line = new String(page, from, to - from, StandardCharsets.UTF_8).strip();
        int valueAt = Math.max(line.lastIndexOf('}') + 1, line.indexOf(' '));
        if (valueAt > 0) {
          samples.put(
              line.substring(0, valueAt).strip(), line.substring(valueAt).strip().split(" ")[0]);
        }
      }
      from = to + 1;
    }
    return samples;
  }

  private static boolean isKept(byte[] page, int from, int to) {
    for (byte[] name : KEPT) {
      int end = from + name.length;
      if (end < to && Arrays.equals(page, from, end, name, 0, name.length)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    last = Map.of();
    file.close();
  }
}
