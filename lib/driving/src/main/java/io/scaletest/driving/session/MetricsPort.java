package io.scaletest.driving.session;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.live.LivePage;
import io.scaletest.common.metrics.MetricsServer;
import io.scaletest.common.run.DriverExit;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.kube.metrics.ClientMetrics;
import io.scaletest.kube.transport.ReplyObserver;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port of a run's metrics and of its page, open or not. For the run's thread. */
public final class MetricsPort implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsPort.class);

  private final Optional<MetricsServer> server;
  private final ReplyObserver observer;
  private final long lingerSeconds;

  private MetricsPort(Optional<MetricsServer> server, ReplyObserver observer, long lingerSeconds) {
    this.server = server;
    this.observer = observer;
    this.lingerSeconds = lingerSeconds;
  }

  /**
   * Opens it where the options ask for that.
   *
   * @throws ToolException with {@link DriverExit#METRICS_PORT} if the port is taken
   */
  public static MetricsPort open(MetricsOptions options, FaultHandler faults) {
    PrometheusRegistry registry = new PrometheusRegistry();
    Optional<MetricsServer> server =
        MetricsServer.start(
            "metricport", options.port(), DriverExit.METRICS_PORT, registry, faults);
    ReplyObserver observer =
        server.isPresent() ? ClientMetrics.register(registry) : ReplyObserver.NONE;
    return new MetricsPort(server, observer, options.lingerSeconds());
  }

  /** Returns what is to hear of every answer. */
  public ReplyObserver observer() {
    return observer;
  }

  /** Says which port it is, if it is open. */
  public void tell() {
    server.ifPresent(open -> LOG.info("starting HTTP server on port :{}", open.port()));
  }

  /** Returns the page of the running run; empty where the port is not open. */
  public Optional<LivePage> page() {
    return server.map(MetricsServer::live);
  }

  /** Waits as long as metrics can still be scraped after a run, unless that is to stop. */
  public void linger(StopSignal stop) throws InterruptedException {
    if (server.isPresent() && lingerSeconds > 0 && !stop.requested()) {
      LOG.info("Metrics can be scraped for another {} s", lingerSeconds);
      stop.await(lingerSeconds, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    server.ifPresent(MetricsServer::close);
  }
}
