package io.scaletest.report.input;

import io.scaletest.common.scrape.ServerScrapes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads a file of {@link ServerScrapes} scrape by scrape; of all that it has it keeps one value a
 * series. Only a scrape that its last line ends counts. Since a sample stands only where it
 * changed, nothing counts behind a line that cannot be read: what it said is missing in all scrapes
 * after it. For one thread.
 */
public final class ServerScrapesFile {
  private static final long NONE = Long.MIN_VALUE;
  private static final String NO_SAMPLE = "is no sample of a scrape";
  private static final String NOTHING_BEHIND = "; no scrape from here on counts";

  private final Sink sink;
  private final Map<String, Series> series = new HashMap<>();
  private final Map<String, ServerHistogram> histograms = new HashMap<>();
  private String started = "";
  private boolean anew;
  private boolean broken;
  private long scrapeEpochMs = NONE;
  private long lastEpochMs = NONE;

  /** Takes scrapes. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes one.
     *
     * @param anew whether the server was started since the scrape before: its counts are since then
     * @param histograms by what they measure, as in {@link ServerMetricsFile}; change after the
     *     call
     */
    void scrape(long epochMs, boolean anew, Map<String, ServerHistogram> histograms);
  }

  /** One number of a histogram, and its value in the scrape that it stood in last. */
  private static final class Series {
    private final ServerHistogram histogram;
    private final String kind;
    private final String bound;
    private double value;

    Series(ServerHistogram histogram, String kind, String bound) {
      this.histogram = histogram;
      this.kind = kind;
      this.bound = bound;
    }
  }

  private ServerScrapesFile(Sink sink) {
    this.sink = sink;
  }

  /**
   * Gives each scrape to {@code sink}, in the order of the file, which is that of time.
   *
   * @throws IOException if the file cannot be opened; errors behind that are left out
   */
  public static void forEach(Path path, Sink sink, LeftOut leftOut) throws IOException {
    var file = new ServerScrapesFile(sink);
    new Lines(path, ServerMetricsFile.LINE_BYTES_MAX, count -> {})
        .forEach(
            (bytes, from, to) ->
                file.broken || bytes[from] == '#'
                    ? null
                    : file.line(new String(bytes, from, to - from, StandardCharsets.UTF_8)),
            leftOut);
  }

  private String line(String line) {
    String reason;
    try {
      reason = taken(line);
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      reason = NO_SAMPLE;
    }
    broken = reason != null;
    return reason == null ? null : reason + NOTHING_BEHIND;
  }

  private String taken(String line) {
    String[] words = line.substring(line.lastIndexOf('}') + 1).strip().split(" ");
    int plain = line.indexOf('{') < 0 ? 1 : 0;
    if (words.length != 2 + plain) {
      return NO_SAMPLE;
    }
    long epochMs = Long.parseLong(words[1 + plain]);
    if (scrapeEpochMs == NONE && lastEpochMs != NONE && epochMs <= lastEpochMs) {
      return "is not later than the scrape before";
    }
    if (scrapeEpochMs != NONE && epochMs != scrapeEpochMs) {
      return "is of another time than its scrape";
    }
    scrapeEpochMs = epochMs;
    if (plain == 0) {
      return sample(SampleLine.of(line));
    }
    switch (words[0]) {
      case ServerScrapes.STARTED -> started(words[1]);
      case ServerScrapes.UP -> ended(words[1].equals("1"));
      default -> {
        return NO_SAMPLE;
      }
    }
    return null;
  }

  private void started(String when) {
    if (!when.equals(started)) {
      anew |= !started.isEmpty();
      started = when;
      series.clear();
      histograms.clear();
    }
  }

  private void ended(boolean up) {
    if (up) {
      sink.scrape(scrapeEpochMs, anew, histograms);
      anew = false;
    }
    lastEpochMs = scrapeEpochMs;
    scrapeEpochMs = NONE;
  }

  private String sample(SampleLine line) {
    if (!line.isKnown()) {
      return NO_SAMPLE;
    }
    double value = line.value();
    Series known = series.get(line.series());
    if (known == null) {
      known = added(line);
      if (known == null) {
        return "one histogram more than " + ServerMetricsFile.HISTOGRAMS_MAX;
      }
    }
    // Counters never fall but with the process that they are of.
    anew |= value < known.value;
    known.histogram.add(known.kind, known.bound, value - known.value);
    known.value = value;
    return null;
  }

  private Series added(SampleLine line) {
    Map<String, String> labels = line.labels();
    String name = line.histogram(labels);
    if (!histograms.containsKey(name) && histograms.size() >= ServerMetricsFile.HISTOGRAMS_MAX) {
      return null;
    }
    var histogram = histograms.computeIfAbsent(name, absent -> new ServerHistogram());
    var added = new Series(histogram, line.kind(), labels.getOrDefault("le", "0"));
    series.put(line.series(), added);
    return added;
  }
}
