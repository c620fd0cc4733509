package io.scaletest.httperf;

import io.netty.handler.ssl.SslContext;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.process.OpenFiles;
import io.scaletest.common.run.DataFilePath;
import io.scaletest.common.run.RunId;
import io.scaletest.common.session.OutputFailure;
import io.scaletest.common.session.Session;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.summary.SummaryOutputs;
import io.scaletest.http2.socket.SocketKind;
import io.scaletest.httperf.client.BlockClient;
import io.scaletest.httperf.client.LoadPlan;
import io.scaletest.httperf.server.BlockServer;
import io.scaletest.httperf.tls.KeyLog;
import io.scaletest.httperf.tls.KeyLogFile;
import io.scaletest.httperf.tls.ServerCertificate;
import io.scaletest.httperf.tls.TlsContexts;
import io.scaletest.httperf.tls.TlsSettings;
import io.scaletest.httperf.transfer.Transfer;
import io.scaletest.httperf.transfer.Verbosity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the tool, from its plan to its summary. For one thread. */
final class HttperfRun {
  private static final Logger LOG = LoggerFactory.getLogger(HttperfRun.class);

  private final HttperfPlan plan;
  private final RunId runId;
  private final String version;
  private final WallClock clock;
  private final StopSignal stop;
  private final RunFaults faults;
  private final Verbosity verbosity;
  private final SocketKind sockets = SocketKind.best();
  private final List<Transfer> transfers = new ArrayList<>();
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Closing closing = new Closing();
  private Optional<BlockClient> client = Optional.empty();

  /** Makes a key log in a folder. */
  @FunctionalInterface
  private interface KeyLogMaker {
    KeyLogFile make(Path folder) throws IOException;
  }

  HttperfRun(
      HttperfPlan plan,
      RunId runId,
      String version,
      WallClock clock,
      StopSignal stop,
      Verbosity verbosity) {
    this.plan = plan;
    this.runId = runId;
    this.version = version;
    this.clock = clock;
    this.stop = stop;
    this.faults = new RunFaults(stop::request);
    this.verbosity = verbosity;
  }

  ExitStatus run() throws InterruptedException {
    Optional<String> prefix =
        plan.resultsPrefix().isEmpty()
            ? Optional.empty()
            : Optional.of(DataFilePath.resolve(plan.resultsPrefix(), runId).toString());
    var failure = new OutputFailure(stop);
    var report = new RunReport(runId, clock, prefix, failure, faults);
    try {
      LOG.info("Sockets by {}, TLS by {}", sockets, plan.provider());
      plan.listen().ifPresent(address -> serve(address.resolved(), report));
      plan.load().ifPresent(load -> prepareClient(load, report));
      TransferMetrics.register(registry, transfers);
      report.startLog();
      long startNs = clock.ticker().nanos();
      Session session =
          new Session(
              "httperf", clock, stop, faults, SummaryOutputs.of(report.summaryFile(), System.out));
      session.measure(
          new RunProgress(transfers, clock.ticker()),
          () -> {
            client.ifPresent(BlockClient::start);
            awaitEnd(report, startNs);
            client.ifPresent(BlockClient::stop);
          });
      session.attempt(report::close);
      session.attempt(failure::throwIfAny);
      return finish(session, report);
    } finally {
      report.close();
      closing.close();
    }
  }

  private void serve(InetSocketAddress address, RunReport report) {
    OpenFiles.require("a server's own files", 0, "");
    var transfer = new Transfer(Transfer.Role.SERVER);
    transfers.add(transfer);
    BlockServer server =
        BlockServer.bind(
            new BlockServer.Settings(address, plan.threads(), sockets, plan.peerLimit()),
            transfer,
            registry,
            clock.ticker(),
            verbosity,
            HttperfExit.PORT_TAKEN,
            faults);
    closing.add(server);
    server.open(
        serverTls(keyLog(folder -> KeyLogFile.create(folder.resolve(server.port() + ".keys")))));
    LOG.info("Listening on port {}", server.port());
    report.server(transfer, server.connections());
  }

  private void prepareClient(LoadPlan load, RunReport report) {
    OpenFiles.require(load.connections() + " connections", load.connections(), "use fewer");
    var transfer = new Transfer(Transfer.Role.CLIENT);
    transfers.add(transfer);
    LOG.info(
        "Requesting {} with up to {} blocks each", load.base(), 2L * load.blocksPerRequest() - 1);
    SslContext tls = clientTls(keyLog(KeyLogFile::claim));
    var made =
        new BlockClient(
            load, plan.threads(), sockets, tls, transfer, clock.ticker(), verbosity, faults);
    closing.add(made);
    report.client(transfer, made);
    client = Optional.of(made);
  }

  private Optional<KeyLog> keyLog(KeyLogMaker make) {
    if (!plan.logsSecrets()) {
      return Optional.empty();
    }
    String folder = System.getenv().getOrDefault("TMPDIR", "/tmp");
    try {
      KeyLogFile file = make.make(Path.of(folder));
      closing.add(file);
      LOG.info("Saving TLS master keys to {}", file.path());
      return Optional.of(file);
    } catch (IOException e) {
      LOG.warn("TLS secrets are not saved: {}: {}", folder, IoReason.of(e));
      return Optional.empty();
    }
  }

  private SslContext serverTls(Optional<KeyLog> keyLog) {
    List<Path> files = plan.identity();
    try {
      return TlsContexts.server(
          settings(keyLog),
          files.isEmpty()
              ? ServerCertificate.selfSigned(clock)
              : ServerCertificate.read(files.get(0), files.get(1)));
    } catch (IOException | IllegalArgumentException e) {
      throw new ToolException(
          HttperfExit.FAILED,
          (files.isEmpty() ? "no TLS: " : "tls-cert and tls-key: cannot be used: ") + reason(e),
          e);
    }
  }

  private static String reason(Exception e) {
    return e instanceof IOException io ? IoReason.of(io) : e.getMessage();
  }

  private SslContext clientTls(Optional<KeyLog> keyLog) {
    try {
      return TlsContexts.client(settings(keyLog));
    } catch (SSLException e) {
      throw new ToolException(HttperfExit.FAILED, "no TLS: " + e.getMessage(), e);
    }
  }

  private TlsSettings settings(Optional<KeyLog> keyLog) {
    return new TlsSettings(plan.provider(), plan.tlsVersions(), keyLog);
  }

  /** Waits for a signal, the time or the last request, whichever comes first. */
  private void awaitEnd(RunReport report, long startNs) throws InterruptedException {
    client.ifPresent(
        from -> {
          // Neither can fail: it is only ever completed, and counting down throws nothing.
          var unused = from.allEnded().thenRun(ended::countDown);
        });
    stop.onStop(ended::countDown, faults);
    long periodNs = plan.logPeriod().toNanos();
    long nextPeriodNs = startNs + periodNs;
    long endNs = plan.stopAfter().isZero() ? Long.MAX_VALUE : startNs + plan.stopAfter().toNanos();
    while (true) {
      long nowNs = clock.ticker().nanos();
      if (nowNs >= nextPeriodNs) {
        report.tellPeriod();
        nextPeriodNs += periodNs;
      } else if (nowNs >= endNs
          || ended.await(Math.min(nextPeriodNs, endNs) - nowNs, TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }

  private ExitStatus finish(Session session, RunReport report) throws InterruptedException {
    if (verbosity.periods()) {
      report.tellPeriod();
    }
    client.ifPresent(BlockClient::close);
    Supplier<RunSummary> summary = () -> report.summary(session, version, plan.options());
    session.write(summary);
    session.show(summary);
    report.throughput().forEach(System.out::println);
    report.agreements().forEach(System.out::println);
    session.attempt(this::throwIfNothingAnswered);
    return session.end();
  }

  private void throwIfNothingAnswered() {
    for (Transfer transfer : transfers) {
      if (transfer.role() == Transfer.Role.CLIENT
          && transfer.blocks() == 0
          && transfer.errors().total() > 0
          && !stop.requested()) {
        throw new ToolException(
            HttperfExit.FAILED,
            "no request was answered: "
                + transfer.errors().byFrequency().keySet().iterator().next());
      }
    }
  }
}
