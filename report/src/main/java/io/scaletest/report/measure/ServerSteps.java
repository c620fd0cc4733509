package io.scaletest.report.measure;

import io.scaletest.report.input.LeftOut;
import io.scaletest.report.input.ServerHistogram;
import io.scaletest.report.input.ServerScrapesFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The second pass over a file of scrapes: what some of the server's histograms measured from each
 * bound to the next. Unknown, NaN, is all of a step in which the server was started anew.
 */
final class ServerSteps {
  private static final double P99 = 0.99;

  private final long[] bounds;
  private final Map<String, Figures> figures = new LinkedHashMap<>();
  private final Map<String, ServerHistogram> before = new LinkedHashMap<>();
  private final boolean[] known;
  private int at;
  private boolean anewSince;

  /** One histogram, by step. */
  static final class Figures {
    final double[] count;
    final double[] seconds;
    final double[] p99Seconds;

    private Figures(int steps) {
      count = unknown(steps);
      seconds = unknown(steps);
      p99Seconds = unknown(steps);
    }

    private static double[] unknown(int steps) {
      var values = new double[steps];
      Arrays.fill(values, Double.NaN);
      return values;
    }

    /** Returns the sum of what is known. */
    static double sum(double[] values) {
      return Arrays.stream(values).filter(value -> !Double.isNaN(value)).sum();
    }
  }

  private ServerSteps(long[] bounds, Collection<String> names) {
    this.bounds = bounds;
    this.known = new boolean[bounds.length - 1];
    names.forEach(name -> figures.put(name, new Figures(known.length)));
  }

  /**
   * Reads a file.
   *
   * @param bounds times of scrapes, at least two
   * @param names of the histograms
   */
  static ServerSteps read(Path path, long[] bounds, Collection<String> names) throws IOException {
    var steps = new ServerSteps(bounds, names);
    // What is left out was told by the first pass.
    ServerScrapesFile.forEach(path, steps::scrape, new LeftOut());
    return steps;
  }

  private void scrape(long epochMs, boolean anew, Map<String, ServerHistogram> histograms) {
    anewSince |= anew;
    if (at == bounds.length || epochMs != bounds[at]) {
      return;
    }
    figures.forEach(
        (name, all) -> {
          ServerHistogram now = histograms.getOrDefault(name, new ServerHistogram());
          if (at > 0 && !anewSince) {
            ServerHistogram since = now.since(before.get(name));
            all.count[at - 1] = since.count();
            all.seconds[at - 1] = since.seconds();
            all.p99Seconds[at - 1] = since.quantile(P99);
          }
          before.put(name, now.copy());
        });
    if (at > 0) {
      known[at - 1] = !anewSince;
    }
    anewSince = false;
    at++;
  }

  /** Returns whether the server is known to have run through a step. */
  boolean isKnown(int step) {
    return known[step];
  }

  Figures of(String name) {
    return figures.get(name);
  }
}
