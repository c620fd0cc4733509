package io.scaletest.hollownode.cli;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.live.LivePage;
import io.scaletest.common.metrics.MetricsServer;
import io.scaletest.hollownode.figures.HollowFigures;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server of the simulator's own {@code /metrics}, where the options ask for one; to be closed
 * at the end.
 */
record MetricsPort(Optional<MetricsServer> server) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsPort.class);

  /**
   * @param port 0, as of a kubelet's ports, or {@link MetricsServer#OFF} for none
   */
  static MetricsPort open(int port, HollowFigures figures, FaultHandler faults) {
    if (port == 0) {
      return new MetricsPort(Optional.empty());
    }
    PrometheusRegistry registry = new PrometheusRegistry();
    figures.register(registry);
    return new MetricsPort(
        MetricsServer.start("metricport", port, HollowExit.PORT_TAKEN, registry, faults));
  }

  /** Says in the log where they are. */
  void announce() {
    server.ifPresent(open -> LOG.info("metrics at port {}", open.port()));
  }

  /** Has POSTs to a path answered, where there is a server. */
  void onPost(String path, Function<String, MetricsServer.Answer> action) {
    server.ifPresent(open -> open.onPost(path, action));
  }

  /** Returns where the run is shown while it goes on. */
  Optional<LivePage> page() {
    return server.map(MetricsServer::live);
  }

  @Override
  public void close() {
    server.ifPresent(MetricsServer::close);
  }
}
