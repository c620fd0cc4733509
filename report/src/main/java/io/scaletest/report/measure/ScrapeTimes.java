package io.scaletest.report.measure;

import io.scaletest.report.input.LeftOut;
import io.scaletest.report.input.ServerScrapesFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A first pass over a file of scrapes: when they were, and which of the server's histograms counted
 * most. What is looked at in the second pass is bounded by it.
 *
 * @param epochMs of each scrape
 * @param counts what each histogram counted, without the times in which the server was started anew
 */
record ScrapeTimes(long[] epochMs, Map<String, Double> counts) {
  /** What a plot can show. */
  static final int STEPS_MAX = 600;

  /** More kinds of request than any run has, of each family. */
  private static final int HISTOGRAMS_MAX = 200;

  static ScrapeTimes of(Path path, LeftOut leftOut) throws IOException {
    LongStream.Builder times = LongStream.builder();
    Map<String, Double> counts = new HashMap<>();
    Map<String, Double> last = new HashMap<>();
    var begun = new AtomicBoolean();
    ServerScrapesFile.forEach(
        path,
        (epochMs, anew, histograms) -> {
          boolean counted = begun.getAndSet(true) && !anew;
          times.add(epochMs);
          if (anew) {
            last.clear();
          }
          histograms.forEach(
              (name, histogram) -> {
                double before = last.getOrDefault(name, 0.0);
                last.put(name, histogram.count());
                if (counted) {
                  counts.merge(name, histogram.count() - before, Double::sum);
                }
              });
        },
        leftOut);
    return new ScrapeTimes(times.build().toArray(), counts);
  }

  int scrapes() {
    return epochMs.length;
  }

  /** Returns the times between which figures are told: all, or every so many; may be none. */
  long[] bounds() {
    int steps = epochMs.length - 1;
    if (steps < 1) {
      return new long[0];
    }
    int each = (steps + STEPS_MAX - 1) / STEPS_MAX;
    long[] bounds = new long[(steps + each - 1) / each + 1];
    Arrays.setAll(bounds, i -> epochMs[Math.min(i * each, steps)]);
    return bounds;
  }

  /** Returns the histograms of a family that counted most, that which did first. */
  List<String> most(String family) {
    return counts.entrySet().stream()
        .filter(each -> each.getKey().startsWith(family) && each.getValue() > 0)
        .sorted(
            Comparator.comparingDouble((Map.Entry<String, Double> each) -> -each.getValue())
                .thenComparing(Map.Entry::getKey))
        .limit(HISTOGRAMS_MAX)
        .map(Map.Entry::getKey)
        .collect(Collectors.toList());
  }
}
