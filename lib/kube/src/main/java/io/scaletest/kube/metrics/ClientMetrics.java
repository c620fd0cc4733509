package io.scaletest.kube.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ReplyObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * {@code rest_client_requests_total} and {@code rest_client_request_duration_seconds}, with
 * client-go's names, labels and buckets. The duration runs from when a request is given to the
 * transport to its last byte (of a watch: to the head of the answer), on the transport's ticker.
 *
 * <p>Counting costs two look-ups and a few uncontended additions; everything of Prometheus happens
 * when somebody asks. Safe for use by many threads.
 */
public final class ClientMetrics implements ReplyObserver {
  private static final String REQUESTS = "rest_client_requests";
  private static final String DURATION = "rest_client_request_duration_seconds";

  /** Series of one server: by method. */
  private final Map<String, Map<String, RequestSeries>> byAuthority = new ConcurrentHashMap<>();

  private ClientMetrics() {}

  /** Returns metrics that {@code registry} shows. */
  public static ClientMetrics register(PrometheusRegistry registry) {
    ClientMetrics metrics = new ClientMetrics();
    registry.register(new NamedCollector(REQUESTS, metrics::requests));
    registry.register(new NamedCollector(DURATION, metrics::durations));
    return metrics;
  }

  private record NamedCollector(String name, Supplier<MetricSnapshot> source) implements Collector {
    @Override
    public MetricSnapshot collect() {
      return source.get();
    }

    @Override
    public String getPrometheusName() {
      return name;
    }
  }

  @Override
  public void answered(ApiRequest request, String authority, ApiReply reply) {
    series(authority, request.method())
        .record(reply.status(), reply.answeredNs() - reply.queuedNs());
  }

  private RequestSeries series(String authority, String method) {
    Map<String, RequestSeries> byMethod = byAuthority.get(authority);
    if (byMethod == null) {
      byMethod = byAuthority.computeIfAbsent(authority, a -> new ConcurrentHashMap<>());
    }
    RequestSeries series = byMethod.get(method);
    return series == null ? byMethod.computeIfAbsent(method, m -> new RequestSeries()) : series;
  }

  private MetricSnapshot requests() {
    CounterSnapshot.Builder snapshot =
        CounterSnapshot.builder()
            .name(REQUESTS)
            .help("Number of HTTP requests, partitioned by status code, method, and host.");
    byAuthority.forEach(
        (host, byMethod) ->
            byMethod.forEach(
                (method, series) ->
                    series.forEachCode(
                        (code, count) ->
                            snapshot.dataPoint(
                                CounterSnapshot.CounterDataPointSnapshot.builder()
                                    .labels(Labels.of("code", code, "host", host, "method", method))
                                    .value(count)
                                    .build()))));
    return snapshot.build();
  }

  private MetricSnapshot durations() {
    HistogramSnapshot.Builder snapshot =
        HistogramSnapshot.builder()
            .name(DURATION)
            .help("Request latency in seconds. Broken down by verb, and host.");
    byAuthority.forEach(
        (host, byMethod) ->
            byMethod.forEach(
                (verb, series) ->
                    snapshot.dataPoint(
                        HistogramSnapshot.HistogramDataPointSnapshot.builder()
                            .labels(Labels.of("host", host, "verb", verb))
                            .classicHistogramBuckets(
                                ClassicHistogramBuckets.of(
                                    RequestSeries.UPPER_BOUNDS_SECONDS, series.bucketCounts()))
                            .sum(series.sumSeconds())
                            .build())));
    return snapshot.build();
  }
}
