package io.scaletest.watching.logger;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.GoQuote;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.live.LivePage;
import io.scaletest.common.live.LiveRun;
import io.scaletest.common.metrics.MetricsServer;
import io.scaletest.common.process.OpenFiles;
import io.scaletest.common.session.OutputFailure;
import io.scaletest.common.session.Session;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.summary.SummaryOutputs;
import io.scaletest.kube.clock.ServerClock;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.TransportLimits;
import io.scaletest.watching.address.OwnAddress;
import io.scaletest.watching.changes.ChangeLatencies;
import io.scaletest.watching.changes.ChangeMetrics;
import io.scaletest.watching.place.KindSearch;
import io.scaletest.watching.place.KindSource;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A logger from its checked options to its exit status: watches one kind of object until told to
 * stop, and leaves rows, latencies and a summary.
 *
 * <p>A server that is down, or that refuses, does not end it: as the original's informer does, it
 * says so in one line and tries again.
 */
public final class ObjectLogger {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectLogger.class);

  /** One for the watch, one for what is asked beside it, and one while either is made anew. */
  private static final int CONNECTIONS_MAX = 3;

  /** A century and a half; the end of a longer time could not be told. */
  private static final long LONGEST_NS = Long.MAX_VALUE / 2;

  private final LoggerPlan plan;
  private final String version;
  private final WallClock wallClock;
  private final StopSignal stop;
  private final RunFaults faults;
  private final PrintStream out;

  /**
   * @param out where the table goes at the end
   */
  public ObjectLogger(
      LoggerPlan plan, String version, WallClock wallClock, StopSignal stop, PrintStream out) {
    this.plan = plan;
    this.version = version;
    this.wallClock = wallClock;
    this.stop = stop;
    this.faults = new RunFaults(stop::request);
    this.out = out;
  }

  /**
   * Runs until a signal, the time limit, or a file that cannot be written any more.
   *
   * @throws ToolException if it cannot even start; then no file is left behind
   */
  public ExitStatus run() throws InterruptedException {
    String address = OwnAddress.find();
    long deadlineNs = deadlineNs();
    LOG.info(
        "data-filname={}, threads={}",
        GoQuote.quote(plan.files().data().toString()),
        plan.threads());
    ClientConfiguration configuration = configuration(plan.tool().userAgent().apply(address));
    try (ApiTransport transport = connect(configuration)) {
      plan.files().checkExisting(plan.overwrite(), LoggerExit.DATA_FILE);
      KindSource kinds = plan.tool().kinds();
      ObjectKind kind =
          new KindSearch(kinds)
              .find(transport, stop, wallClock.ticker(), deadlineNs)
              .orElseGet(kinds::assumed);
      var registry = new PrometheusRegistry();
      var metrics = new ChangeMetrics(metricName(kind), address, registry);
      Optional<MetricsServer> server = serve(registry, address);
      try {
        return watch(
            kind,
            transport,
            configuration.base(),
            metrics,
            server.map(MetricsServer::live),
            deadlineNs);
      } finally {
        server.ifPresent(MetricsServer::close);
      }
    }
  }

  /** A resource's name may have dashes, which a metric's may not. */
  private static String metricName(ObjectKind kind) {
    return kind.plural().replace('-', '_');
  }

  /** As the original, a logger whose port is taken works without; if strict, it refuses. */
  private Optional<MetricsServer> serve(PrometheusRegistry registry, String address) {
    try {
      Optional<MetricsServer> server =
          MetricsServer.start("metricport", plan.metricPort(), CommonExit.USAGE, registry, faults);
      server.ifPresent(at -> LOG.info("metrics at http://{}:{}/metrics", address, at.port()));
      return server;
    } catch (ToolException e) {
      if (plan.strict()) {
        throw e;
      }
      LOG.warn("{}; going on without metrics", e.getMessage());
      return Optional.empty();
    }
  }

  private long deadlineNs() {
    Optional<Duration> limit = plan.stopAfter();
    return limit.isEmpty()
        ? Long.MAX_VALUE
        : wallClock.ticker().nanos() + Math.min(limit.get().toNanos(), LONGEST_NS);
  }

  private ClientConfiguration configuration(String userAgent) {
    ClientConfiguration configuration;
    try {
      configuration = plan.tool().configuration().load(userAgent);
    } catch (ConfigurationException e) {
      throw new ToolException(LoggerExit.NO_CONFIGURATION, e.getMessage(), e);
    }
    OpenFiles.require("a logger's connections", CONNECTIONS_MAX, "");
    LOG.info("Config.Host={}", GoQuote.quote(configuration.base()));
    LOG.info("{}", plan.tool().addressLine().apply(userAgent));
    return configuration;
  }

  private ApiTransport connect(ClientConfiguration configuration) {
    try {
      return HttpTransport.open(
          configuration, TransportLimits.defaults(), wallClock.ticker(), faults);
    } catch (ConfigurationException e) {
      throw new ToolException(LoggerExit.NO_CLIENT, e.getMessage(), e);
    }
  }

  private ExitStatus watch(
      ObjectKind kind,
      ApiTransport transport,
      String server,
      ChangeMetrics metrics,
      Optional<LivePage> page,
      long deadlineNs)
      throws InterruptedException {
    var latencies = new ChangeLatencies(wallClock);
    var failure = new OutputFailure(stop);
    try (LoggerFiles files = LoggerFiles.create(plan, wallClock, latencies, failure, faults)) {
      LOG.info("Starting Object Logging controller");
      Session session = session(files);
      LoggerRun run =
          LoggerRun.start(
              plan, kind, transport, wallClock, metrics, latencies, files::append, faults);
      page.ifPresent(on -> session.show(live(run), on));
      ServerClock serverClock = ServerClock.start(transport, server, wallClock, faults);
      try (run;
          serverClock) {
        session.measure(new LoggerProgress(run, wallClock.ticker()), () -> awaitEnd(deadlineNs));
      }
      files.finish();
      session.attempt(failure::throwIfAny);
      LoggerReport report =
          new LoggerReport(
              plan,
              kind,
              version,
              session,
              run,
              files.rowStats(),
              transport.way(),
              serverClock.offset());
      session.write(report::complete);
      session.show(report::forScreen);
      return status(session, run);
    }
  }

  private LiveRun live(LoggerRun run) {
    LiveRun.Builder live =
        LiveRun.builder(plan.tool().name(), version, plan.files().name(), wallClock)
            .latency(run.latencies().notification())
            .latency(run.latencies().eventRead())
            .latency(run.latencies().queue())
            .errors(run.errors())
            .count("objects", run.reflector()::objects)
            .count("creates", run.recorder()::creates)
            .count("updates", run.recorder()::updates)
            .count("deletes", run.recorder()::deletes)
            .count("queued", () -> run.recorder().queue().stats().depth())
            .count("relists", run.reflector().counts()::relists);
    plan.effectiveOptions().forEach(live::option);
    return live.build();
  }

  private Session session(LoggerFiles files) {
    boolean haveFiles = files.rowStats().isPresent() && plan.files().haveCompanions();
    Optional<Path> json = haveFiles ? Optional.of(plan.files().summary()) : Optional.empty();
    return new Session(plan.tool().name(), wallClock, stop, faults, SummaryOutputs.of(json, out));
  }

  private void awaitEnd(long deadlineNs) throws InterruptedException {
    if (deadlineNs == Long.MAX_VALUE) {
      stop.await();
    } else {
      stop.await(deadlineNs - wallClock.ticker().nanos(), TimeUnit.NANOSECONDS);
    }
  }

  private static ExitStatus status(Session session, LoggerRun run) {
    ExitStatus status = session.end();
    return status == CommonExit.OK && !run.reflector().hasListed()
        ? LoggerExit.NEVER_LISTED
        : status;
  }
}
