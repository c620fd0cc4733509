package io.scaletest.common.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.scaletest.common.datafile.GoFloat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Renders {@code /metrics}: the metrics of a registry, of the process and of the JVM.
 *
 * <p>It looks like the original's: the classic text format to every client that accepts it (the
 * original never spoke another, and dashboards ask for its names and bucket labels), OpenMetrics
 * only to clients that accept nothing else. In the classic format {@link ExactCounter}s keep their
 * names, and bucket bounds and values are written as Go does, {@code le="1"} and {@code 20}.
 *
 * <p>Made at the first scrape only: what it needs of the JVM's management takes longer to load than
 * a tool needs to start.
 *
 * <p>Safe for use by many threads.
 */
public final class MetricsPage {
  private static final String OPEN_METRICS = "application/openmetrics-text";

  /** Quotes within a label's value are escaped, so this meets real bucket bounds only. */
  private static final Pattern WHOLE_BUCKET_BOUND = Pattern.compile("([{,]le=\"-?\\d+)\\.0\"");

  /** A sample whose value is no count: counts have no fraction, and Go writes them plainly, too. */
  private static final Pattern FLOATING_VALUE =
      Pattern.compile("(?m)^([^#].*) (-?\\d+\\.\\d+(?:E-?\\d+)?)$");

  private static final int INITIAL_BYTES = 16 * 1024;

  private final PrometheusRegistry registry;

  /** Apart from the tool's registry, which may be shown by another server too. */
  private final PrometheusRegistry process = new PrometheusRegistry();

  private final ExpositionFormatWriter classic = PrometheusTextFormatWriter.create();
  private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();

  /** Returns the page of a registry. */
  public MetricsPage(PrometheusRegistry registry) {
    this.registry = registry;
    JvmMetrics.builder().register(process);
  }

  /** A page as it goes over the wire. */
  public record Content(String contentType, byte[] body) {}

  /**
   * Returns the metrics now.
   *
   * @param accept the request's Accept header, empty if there is none
   */
  public Content content(String accept) {
    return content(
        accept, Stream.concat(registry.scrape().stream(), process.scrape().stream()).toList());
  }

  Content content(String accept, List<MetricSnapshot> scraped) {
    Set<String> exactCounters = new HashSet<>();
    List<MetricSnapshot> shown = new ArrayList<>(scraped.size());
    for (MetricSnapshot snapshot : scraped) {
      if (snapshot instanceof ExactCounter.Snapshot exact) {
        exactCounters.add(exact.getMetadata().getPrometheusName());
        shown.add(exact.untyped());
      } else {
        shown.add(snapshot);
      }
    }
    var snapshots = new MetricSnapshots(shown);
    if (takesOnlyOpenMetrics(accept)) {
      return new Content(openMetrics.getContentType(), written(openMetrics, snapshots));
    }
    String text = new String(written(classic, snapshots), StandardCharsets.UTF_8);
    return new Content(
        classic.getContentType(), asOriginal(text, exactCounters).getBytes(StandardCharsets.UTF_8));
  }

  private static boolean takesOnlyOpenMetrics(String accept) {
    String types = accept.toLowerCase(Locale.ROOT);
    return types.contains(OPEN_METRICS)
        && !types.contains("text/plain")
        && !types.contains("text/*")
        && !types.contains("*/*");
  }

  private static byte[] written(ExpositionFormatWriter writer, MetricSnapshots snapshots) {
    var bytes = new ByteArrayOutputStream(INITIAL_BYTES);
    try {
      writer.write(bytes, snapshots, EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static String asOriginal(String text, Set<String> exactCounters) {
    String named = text;
    for (String name : exactCounters) {
      // Line ends within a help text are escaped, so this meets the type line only.
      named = named.replace("# TYPE " + name + " untyped\n", "# TYPE " + name + " counter\n");
    }
    String bounded = WHOLE_BUCKET_BOUND.matcher(named).replaceAll("$1\"");
    return FLOATING_VALUE
        .matcher(bounded)
        .replaceAll(
            sample ->
                Matcher.quoteReplacement(
                    sample.group(1) + " " + GoFloat.lower(Double.parseDouble(sample.group(2)))));
  }
}
