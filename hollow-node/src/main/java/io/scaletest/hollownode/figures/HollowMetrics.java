package io.scaletest.hollownode.figures;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.scaletest.common.latency.LatencySeries;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/** Registers the figures with a Prometheus registry, which reads them when it is scraped. */
final class HollowMetrics {
  private static final String PREFIX = "scaletest_hollow_";
  private static final double[] QUANTILES = {0.5, 0.9, 0.99, 1};
  private static final double PERCENT = 100;
  private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final PrometheusRegistry registry;

  private HollowMetrics(PrometheusRegistry registry) {
    this.registry = registry;
  }

  /** Shows {@code figures} in {@code registry}. */
  static void register(HollowFigures figures, PrometheusRegistry registry) {
    HollowMetrics metrics = new HollowMetrics(registry);
    metrics.gauge("nodes_ready", "Nodes that are ready", figures.nodesReady::sum);
    metrics.gauge("nodes_missing", "Nodes that somebody deleted", figures.nodesMissing::sum);
    metrics.phases(figures);
    metrics.gauge("status_queue", "Pods whose status waits to be told", figures.statusQueue::sum);
    metrics.counter("lease_renewals", "Leases renewed", figures.leaseRenewals);
    metrics.counter("lease_failures", "Attempts to renew that failed", figures.leaseFailures);
    metrics.counter("watches_failed", "Watches that broke", figures.watchFailed);
    metrics.counter("watches_resumed", "Watches gone on after an end", figures.watchResumed);
    metrics.counter("watches_relisted", "Watches begun from the start", figures.watchRelisted);
    metrics.counter("cut_off", "Requests and watches lost with their network", figures.cutOff);
    metrics.counter("watch_events", "Events of all watches", figures.watchEvents);
    metrics.counter("pods_deleted", "Pods that are gone", figures.podsDeleted);
    metrics.counter("pods_rejected", "Pods that a node refused", figures.podsRejected);
    metrics.counter("container_restarts", "Containers started again", figures.containerRestarts);
    metrics.counter("events_posted", "Events posted", figures.eventsPosted);
    metrics.counter("events_dropped", "Events not posted", figures.eventsDropped);
    metrics.answers(figures);
    figures.latencies().forEach(metrics::latency);
  }

  private void gauge(String name, String help, LongSupplier value) {
    GaugeWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .callback(callback -> callback.call(value.getAsLong()))
        .register(registry);
  }

  private void counter(String name, String help, LongAdder value) {
    CounterWithCallback.builder()
        .name(PREFIX + name)
        .help(help)
        .callback(callback -> callback.call(value.sum()))
        .register(registry);
  }

  private void phases(HollowFigures figures) {
    GaugeWithCallback.builder()
        .name(PREFIX + "pods")
        .help("Pods by phase")
        .labelNames("phase")
        .callback(
            callback -> {
              callback.call(figures.podsPending.sum(), "Pending");
              callback.call(figures.podsRunning.sum(), "Running");
              callback.call(figures.podsSucceeded.sum(), "Succeeded");
              callback.call(figures.podsFailed.sum(), "Failed");
            })
        .register(registry);
  }

  /** The answers that tell of trouble between the simulator and the server. */
  private void answers(HollowFigures figures) {
    CounterWithCallback.builder()
        .name(PREFIX + "troubled_answers")
        .help("Requests with no answer, and answers 409, 410, 429 and 5xx")
        .labelNames("answer")
        .callback(
            callback -> {
              callback.call(figures.unanswered(), "none");
              callback.call(figures.conflicts(), "409");
              callback.call(figures.gone(), "410");
              callback.call(figures.throttled(), "429");
              callback.call(figures.serverErrors(), "5xx");
            })
        .register(registry);
  }

  private void latency(LatencySeries series) {
    GaugeWithCallback.builder()
        .name(PREFIX + series.name().replace('.', '_') + "_seconds")
        .help("Quantiles since the start of " + series.name())
        .labelNames("quantile")
        .callback(
            callback -> {
              Histogram total = series.total();
              for (double quantile : QUANTILES) {
                long ns = total.getValueAtPercentile(quantile * PERCENT);
                callback.call(ns / NS_PER_SECOND, Double.toString(quantile));
              }
            })
        .register(registry);
  }
}
