package io.scaletest.httperf;

import io.netty.buffer.PooledByteBufAllocator;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.SummaryWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.scaletest.common.latency.SignedLatencySeries;
import io.scaletest.httperf.transfer.Transfer;
import java.util.List;
import java.util.function.ToLongFunction;

/** Registers Prometheus metrics of what each role has transferred. */
final class TransferMetrics {
  private static final String ROLE = "role";
  private static final double NS_PER_S = 1e9;
  private static final double[] QUANTILES = {0.5, 0.9, 0.99, 0.999};
  private static final int PERCENT = 100;

  private TransferMetrics() {}

  /** Registers the metrics of the roles that this process plays. */
  static void register(PrometheusRegistry registry, List<Transfer> roles) {
    counter(registry, roles, "bytes", "Bytes of blocks.", Transfer::bytes);
    counter(registry, roles, "blocks", "Complete blocks.", Transfer::blocks);
    counter(
        registry, roles, "requests", "Requests served to their last block.", Transfer::requests);
    counter(
        registry, roles, "requests_cut", "Requests ended before their last block.", Transfer::cut);
    counter(
        registry, roles, "errors", "Requests refused or failed.", role -> role.errors().total());
    counter(registry, roles, "connections", "Connections made.", Transfer::connections);
    gauge(registry, roles, "streams_open", "Streams of blocks now.", Transfer::openStreams);
    gauge(registry, roles, "connections_open", "Connections now.", Transfer::openConnections);
    GaugeWithCallback.builder()
        .name("httperf_buffer_bytes")
        .help("Memory of network buffers in use now.")
        .callback(callback -> callback.call(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory()))
        .register(registry);
    SummaryWithCallback.builder()
        .name("httperf_block_lateness_seconds")
        .help("Server: written minus due. Client: received minus due.")
        .labelNames(ROLE)
        .callback(
            callback -> {
              for (Transfer role : roles) {
                SignedLatencySeries.Total total = role.blockLateness().total();
                callback.call(
                    total.count(),
                    total.meanNs() * total.count() / NS_PER_S,
                    quantiles(total),
                    role.role().toString());
              }
            })
        .register(registry);
  }

  private static Quantiles quantiles(SignedLatencySeries.Total total) {
    var quantiles = new Quantile[QUANTILES.length];
    for (int i = 0; i < QUANTILES.length; i++) {
      quantiles[i] =
          new Quantile(QUANTILES[i], total.atPercentile(QUANTILES[i] * PERCENT) / NS_PER_S);
    }
    return Quantiles.of(quantiles);
  }

  private static void counter(
      PrometheusRegistry registry,
      List<Transfer> roles,
      String name,
      String help,
      ToLongFunction<Transfer> value) {
    CounterWithCallback.builder()
        .name("httperf_" + name)
        .help(help)
        .labelNames(ROLE)
        .callback(
            callback ->
                roles.forEach(
                    role -> callback.call(value.applyAsLong(role), role.role().toString())))
        .register(registry);
  }

  private static void gauge(
      PrometheusRegistry registry,
      List<Transfer> roles,
      String name,
      String help,
      ToLongFunction<Transfer> value) {
    GaugeWithCallback.builder()
        .name("httperf_" + name)
        .help(help)
        .labelNames(ROLE)
        .callback(
            callback ->
                roles.forEach(
                    role -> callback.call(value.applyAsLong(role), role.role().toString())))
        .register(registry);
  }
}
