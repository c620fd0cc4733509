package io.scaletest.fleet.merge;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Adds the histograms of latency logs: of each series in all, and second by second into one more
 * log. An interval of a member is added to the second in which it began. Since histograms are added
 * and never percentiles, what comes out is what one process would have recorded. For one thread.
 */
final class LatencyMerge {
  private static final int SIGNIFICANT_DIGITS = 3;
  private static final long INTERVAL_MS = TimeUnit.SECONDS.toMillis(1);
  private static final double MS_PER_S = 1e3;
  private static final double NS_PER_MS = 1e6;
  private static final String TAG_COMMENT = "#Tag ";

  private final Map<String, Histogram> totals = new TreeMap<>();
  private final List<String> cut = new ArrayList<>();

  /** One log, and its interval that is next. */
  private static final class Source implements AutoCloseable {
    private final Path path;
    private final HistogramLogReader reader;
    private EncodableHistogram next;

    Source(Path path) throws FileNotFoundException {
      this.path = path;
      this.reader = new HistogramLogReader(path.toFile());
    }

    /** Goes on; returns false where the rest is no log, as of a process that was killed. */
    boolean advance() {
      next = null;
      try {
        next = reader.nextIntervalHistogram();
        return true;
      } catch (RuntimeException e) {
        return false; // the library has no one exception for a line that is cut
      }
    }

    @Override
    public void close() {
      reader.close();
    }
  }

  /** Returns everything that was added, by series. */
  Map<String, Histogram> totals() {
    return totals;
  }

  /** Returns the logs whose end could not be read. */
  List<String> cut() {
    return cut;
  }

  /**
   * Adds logs, and writes their sum to a file, replacing it.
   *
   * @param title says in the file's head whose sum it is
   * @throws IOException if a log or the file cannot be opened, or the file not be written whole
   */
  void merge(List<Path> logs, Path target, String title) throws IOException {
    List<Source> sources = new ArrayList<>();
    try (PrintStream out =
        new PrintStream(Files.newOutputStream(target), false, StandardCharsets.UTF_8)) {
      for (Path log : logs) {
        sources.add(new Source(log));
      }
      sources.forEach(this::advance);
      writeSum(sources, new HistogramLogWriter(out), title, comments(logs));
      if (out.checkError()) {
        throw new IOException(target + " could not be written");
      }
    } finally {
      sources.forEach(Source::close);
    }
  }

  private void advance(Source source) {
    if (!source.advance()) {
      cut.add(source.path.getFileName().toString());
    }
  }

  private void writeSum(
      List<Source> sources, HistogramLogWriter writer, String title, List<String> comments) {
    long startMs = firstMs(sources);
    writer.outputComment("[Histogram log format version 1.3]");
    writer.outputComment(title);
    comments.forEach(writer::outputComment);
    if (startMs == Long.MAX_VALUE) {
      return; // not one of them recorded anything
    }
    writer.outputStartTime(startMs);
    writer.setBaseTime(startMs);
    writer.outputBaseTime(startMs);
    writer.outputLegend();
    for (long ms = startMs; ms != Long.MAX_VALUE; ms = nextMs(sources, startMs)) {
      Map<String, Histogram> second = new LinkedHashMap<>();
      for (Source source : sources) {
        while (source.next != null && source.next.getStartTimeStamp() < ms + INTERVAL_MS) {
          add(source.next, second);
          advance(source);
        }
      }
      double at = (ms - startMs) / MS_PER_S;
      second.forEach(
          (tag, histogram) -> {
            histogram.setTag(tag);
            writer.outputIntervalHistogram(at, at + 1, histogram, NS_PER_MS);
          });
    }
  }

  private void add(EncodableHistogram interval, Map<String, Histogram> second) {
    if (interval instanceof Histogram histogram && interval.getTag() != null) {
      second.computeIfAbsent(interval.getTag(), LatencyMerge::empty).add(histogram);
      totals.computeIfAbsent(interval.getTag(), LatencyMerge::empty).add(histogram);
    }
  }

  private static Histogram empty(String tag) {
    return new Histogram(SIGNIFICANT_DIGITS);
  }

  private static long firstMs(List<Source> sources) {
    return sources.stream()
        .filter(source -> source.next != null)
        .mapToLong(source -> source.next.getStartTimeStamp())
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Returns the beginning of the next second in which something is. */
  private static long nextMs(List<Source> sources, long startMs) {
    long first = firstMs(sources);
    return first == Long.MAX_VALUE ? first : first - (first - startMs) % INTERVAL_MS;
  }

  /** Returns what the first log's head says of units and series. */
  private static List<String> comments(List<Path> logs) throws IOException {
    List<String> comments = new ArrayList<>();
    if (!logs.isEmpty()) {
      try (BufferedReader lines = Files.newBufferedReader(logs.get(0))) {
        String line = lines.readLine();
        while (line != null && line.startsWith("#")) {
          if (line.startsWith(TAG_COMMENT) || line.startsWith("#Unit")) {
            comments.add(line.substring(1));
          }
          line = lines.readLine();
        }
      }
    }
    return comments;
  }
}
