package io.scaletest.driving.session;

import io.scaletest.common.clock.ServerOffset;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.kube.clock.ServerClock;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.ReplyObserver;
import io.scaletest.kube.transport.TransportLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run keeps of the configured API server beside its answers, as far as the options want it:
 * how far its clock is ahead, asked all the time until this is closed, and its own metrics from
 * before, after and, every so often, within the measurement. For the one thread that runs the tool;
 * to be closed behind the measurement and before the transports.
 */
public final class ServerFacts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerFacts.class);

  private final Optional<ServerClock> clock;
  private final Optional<ServerMetrics> metrics;
  private final Optional<ServerScraper> scraper;

  private ServerFacts(
      Optional<ServerClock> clock,
      Optional<ServerMetrics> metrics,
      Optional<ServerScraper> scraper) {
    this.clock = clock;
    this.metrics = metrics;
    this.scraper = scraper;
  }

  /**
   * Begins to ask for the server's clock; returns at once.
   *
   * @param configuration of the configured server
   * @param wire asks for the clock; sends nothing again, so that an answer is that of one request
   * @param retrying asks for the metrics from before and after
   * @param faults hears of what is thrown while the run goes on
   * @throws ToolException if there can be no connection for the metrics of while it goes on
   */
  public static ServerFacts start(
      RequestOptions options,
      RunIdentity run,
      ClientConfiguration configuration,
      ApiTransport wire,
      ApiTransport retrying,
      FaultHandler faults) {
    // First of all, for it may be refused.
    Optional<ServerScraper> scraper =
        options.serverMetricsEvery().flatMap(every -> scraper(every, run, configuration, faults));
    return new ServerFacts(
        options.firstContact()
            ? Optional.of(ServerClock.start(wire, configuration.base(), run.clock(), faults))
            : Optional.empty(),
        options.serverMetrics()
            ? Optional.of(new ServerMetrics(retrying, run.runId()))
            : Optional.empty(),
        scraper);
  }

  private static Optional<ServerScraper> scraper(
      Duration every, RunIdentity run, ClientConfiguration configuration, FaultHandler faults) {
    int limitMs = (int) ServerScraper.SCRAPE_LIMIT.toMillis();
    TransportLimits limits =
        TransportLimits.defaults().toBuilder()
            .connections(1, 0)
            .timeoutsMs(limitMs, limitMs)
            .build();
    Path path = Path.of(run.runId().value() + "-driver.server.prom");
    ApiTransport own =
        ApiAccess.transport(
            configuration, limits, run.clock().ticker(), ReplyObserver.NONE, faults, "");
    try {
      ScrapeFile file = ScrapeFile.create(path, run.runId().value());
      return Optional.of(new ServerScraper(own, file, every, run.clock(), faults));
    } catch (IOException e) {
      own.close();
      LOG.warn("server-metrics: {} cannot be written: {}", path, IoReason.of(e));
      return Optional.empty();
    }
  }

  /** Asks for the metrics and writes them, which blocks; from then on asks every so often. */
  void beginMetrics() {
    metrics.ifPresent(of -> of.keep("before"));
    scraper.ifPresent(ServerScraper::start);
  }

  /** Asks every so often no more, and once again for all; blocks until that is done. */
  void endMetrics() throws InterruptedException {
    if (scraper.isPresent()) {
      scraper.get().finish();
    }
    metrics.ifPresent(of -> of.keep("after"));
  }

  /** Returns what is known of the server's clock by now. */
  Optional<ServerOffset> offset() {
    return clock.flatMap(ServerClock::offset);
  }

  /** Returns the files of metrics that there are by now, by kind. */
  Map<String, Path> files() {
    Map<String, Path> files = new LinkedHashMap<>();
    metrics.ifPresent(of -> files.putAll(of.files()));
    scraper.ifPresent(of -> files.put("server", of.file().path()));
    return files;
  }

  /** Returns how often the metrics were asked for while the run went on, and how often in vain. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    scraper.ifPresent(
        of -> {
          counts.put("serverScrapes", (long) of.scrapes());
          counts.put("serverScrapesFailed", (long) of.failed());
        });
    return counts;
  }

  /** Asks for nothing any more; what is known stays. */
  @Override
  public void close() {
    clock.ifPresent(ServerClock::close);
    scraper.ifPresent(ServerScraper::close);
  }
}
