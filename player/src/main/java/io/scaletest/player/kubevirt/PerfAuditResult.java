package io.scaletest.player.kubevirt;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.player.kubevirt.VmiTimes.Step;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * A run's results as KubeVirt's {@code perfscale-audit} writes them, so that both can be compared:
 * {@code {"Values":{"vmiCreationToRunningSecondsP50":{"value":N},…}}}. Percentiles are of times to
 * the second, and interpolated in KubeVirt's buckets, as Prometheus does.
 */
public final class PerfAuditResult {
  /** Upper bounds in seconds. <i>Source:</i> KubeVirt's phase transition histograms. */
  private static final double[] BUCKETS = {
    0.5, 1, 2, 5, 10, 20, 30, 40, 50, 60, 90, 120, 180, 300, 600, 1200, 1800, 3600
  };

  private static final double NS_PER_S = 1e9;

  private PerfAuditResult() {}

  /**
   * Writes the file.
   *
   * @param requests of the actors, by verb and resource: {@code update-pods}
   * @throws ToolException with status 74 if it cannot be written
   */
  public static void write(Path file, VmiTimes times, Map<String, Long> requests) {
    Map<String, Object> values = new TreeMap<>();
    add(values, "vmiCreationToRunningSeconds", times.of(Step.CREATION_TO_RUNNING_SECONDS).total());
    add(
        values,
        "vmiDeletionToSucceededSeconds",
        times.of(Step.DELETION_TO_SUCCEEDED_SECONDS).total());
    requests.forEach(
        (what, count) -> {
          int dash = what.indexOf('-');
          String verb = what.substring(0, dash).toUpperCase(Locale.ROOT);
          values.put(verb + what.substring(dash) + "-count", JsonTree.of("value", count));
        });
    times
        .reached()
        .forEach((phase, count) -> values.put(phase + "-phase-count", JsonTree.of("value", count)));
    try {
      String text = JsonWriter.text(JsonTree.of("Values", values)) + "\n";
      Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ToolException(CommonExit.OUTPUT, file + " cannot be written: " + IoReason.of(e), e);
    }
  }

  private static void add(Map<String, Object> values, String key, Histogram times) {
    for (int percentile : new int[] {50, 95, 99}) {
      values.put(key + "P" + percentile, JsonTree.of("value", quantile(times, percentile / 100.0)));
    }
  }

  /** Returns a percentile in seconds, as {@code histogram_quantile} does; 0 without samples. */
  static double quantile(Histogram times, double share) {
    double rank = times.getTotalCount() * share;
    if (rank == 0) {
      return 0;
    }
    long below = 0;
    double lower = 0;
    for (double upper : BUCKETS) {
      long upTo = times.getCountBetweenValues(0, (long) (upper * NS_PER_S));
      if (upTo >= rank) {
        return lower + (upper - lower) * (rank - below) / (upTo - below);
      }
      below = upTo;
      lower = upper;
    }
    return lower;
  }
}
