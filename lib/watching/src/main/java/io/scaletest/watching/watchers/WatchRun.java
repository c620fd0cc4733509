package io.scaletest.watching.watchers;

import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.live.LiveRun;
import io.scaletest.common.logging.BackgroundLog;
import io.scaletest.common.metrics.MetricsServer;
import io.scaletest.common.process.OpenFiles;
import io.scaletest.common.session.Session;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.summary.SummaryOutputs;
import io.scaletest.common.timer.TimerThread;
import io.scaletest.kube.clock.ServerClock;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.metrics.ClientMetrics;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.ReplyObserver;
import io.scaletest.kube.transport.TransportLimits;
import io.scaletest.watching.address.OwnAddress;
import io.scaletest.watching.address.UserAgents;
import io.scaletest.watching.heads.HeadReader;
import io.scaletest.watching.heads.JsonHeads;
import io.scaletest.watching.heads.ProtobufHeads;
import io.scaletest.watching.heads.SharedHeads;
import io.scaletest.watching.loops.LoopCount;
import io.scaletest.watching.loops.LoopLatencies;
import io.scaletest.watching.loops.LoopParts;
import io.scaletest.watching.loops.TimedWatchLoops;
import io.scaletest.wire.url.PercentEncoding;
import java.io.PrintStream;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watchers from checked options to an exit status: lists and watches one kind of object in one loop
 * or in thousands, until told to stop.
 */
public final class WatchRun {
  private static final Logger LOG = LoggerFactory.getLogger(WatchRun.class);
  private static final double US_PER_MS = 1e3;

  /** As many as a kube-apiserver allows. */
  private static final int STREAMS_OF_A_CONNECTION = 100;

  /** A century and a half; the end of a longer time could not be told. */
  private static final long LONGEST_NS = Long.MAX_VALUE / 2;

  private final WatchPlan plan;
  private final String version;
  private final WallClock wallClock;
  private final StopSignal stop;
  private final RunFaults faults;
  private final PrintStream out;
  private final String address = OwnAddress.find();
  private final BackgroundLog requests;

  /**
   * @param out where the table goes at the end
   */
  public WatchRun(
      WatchPlan plan, String version, WallClock wallClock, StopSignal stop, PrintStream out) {
    this.plan = plan;
    this.version = version;
    this.wallClock = wallClock;
    this.stop = stop;
    this.faults = new RunFaults(stop::request);
    this.requests = new BackgroundLog(LOG, faults);
    this.out = out;
  }

  /**
   * Runs until a signal, the time limit, or a failure that ends it.
   *
   * @throws ToolException if it cannot even start
   */
  public ExitStatus run() throws InterruptedException {
    String userAgent =
        UserAgents.withBirthmark(
            plan.tool().userAgent(), address, wallClock.now(), ZoneId.systemDefault());
    String birthmark = UserAgents.birthmark(userAgent);
    LOG.info("{}", UserAgents.line(userAgent));
    var registry = new PrometheusRegistry();
    ClientConfiguration configuration = configuration(userAgent);
    try (requests;
        HttpTransport transport = connect(configuration, registry)) {
      plan.overwrite()
          .ifPresent(
              overwrite ->
                  plan.files().ifPresent(f -> f.checkExisting(overwrite, WatchExit.DATA_FILE)));
      LoopLatencies latencies = LoopLatencies.create();
      try (WatchFiles files = WatchFiles.create(plan, latencies, wallClock, stop, faults)) {
        Optional<ObjectKind> kind = find(transport, files);
        return kind.isPresent()
            ? watch(
                transport, configuration.base(), kind.get(), latencies, registry, files, birthmark)
            : endedEarly();
      }
    }
  }

  /** Finds what to watch; a run that is not to be leaves no file behind. */
  private Optional<ObjectKind> find(ApiTransport transport, WatchFiles files)
      throws InterruptedException {
    try {
      return plan.tool().kinds().find(transport, stop, wallClock.ticker(), deadlineNs());
    } catch (ToolException e) {
      files.discard(e);
      throw e;
    }
  }

  private long deadlineNs() {
    return plan.stopAfter()
        .map(limit -> wallClock.ticker().nanos() + Math.min(limit.toNanos(), LONGEST_NS))
        .orElse(Long.MAX_VALUE);
  }

  private ClientConfiguration configuration(String userAgent) {
    try {
      return plan.tool().configuration().load(userAgent);
    } catch (ConfigurationException e) {
      throw new ToolException(WatchExit.NO_CONFIGURATION, e.getMessage(), e);
    }
  }

  private HttpTransport connect(ClientConfiguration configuration, PrometheusRegistry registry) {
    OpenFiles.require(
        plan.watchers() + (plan.watchers() == 1 ? " watcher" : " watchers"),
        plan.watchers() / STREAMS_OF_A_CONNECTION + 2L,
        plan.watchers() == 1 ? "" : "use fewer");
    try {
      return HttpTransport.open(
          configuration,
          TransportLimits.defaults(),
          wallClock.ticker(),
          observer(registry),
          faults);
    } catch (ConfigurationException e) {
      throw new ToolException(WatchExit.NO_CLIENT, e.getMessage(), e);
    }
  }

  /** Counts each list and each watch's head, and logs it at verbosity 4. */
  private ReplyObserver observer(PrometheusRegistry registry) {
    ReplyObserver counting = ClientMetrics.register(registry);
    return (request, authority, reply) -> {
      counting.answered(request, authority, reply);
      requests.trace(
          "{} {}: {}, service {} ms{}",
          request.method(),
          request.path(),
          reply.status() == 0 ? "no answer" : reply.status(),
          TimeUnit.NANOSECONDS.toMicros(reply.answeredNs() - reply.sentNs()) / US_PER_MS,
          reply.succeeded() ? "" : ": " + reply.failure());
    };
  }

  private ExitStatus endedEarly() {
    return stop.status().orElse(WatchExit.LIST_FAILED);
  }

  private ExitStatus watch(
      HttpTransport transport,
      String server,
      ObjectKind kind,
      LoopLatencies latencies,
      PrometheusRegistry registry,
      WatchFiles files,
      String birthmark)
      throws InterruptedException {
    warnOfMissingNamespace(transport);
    var log = new EventLog(plan, address, stop, wallClock.ticker());
    long seed = plan.seed() == 0 ? wallClock.ticker().nanos() : plan.seed();
    WatchReport.Start start = WatchReport.Start.now(plan, birthmark, seed);
    try (var timers = new TimerThread("watch-timers", faults)) {
      var parts =
          new LoopParts(
              transport,
              kind.collectionPath(plan.namespace()),
              reader(),
              log,
              latencies,
              timers,
              wallClock,
              faults);
      var loops = new TimedWatchLoops(parts, plan.watchers(), seed);
      WatchMetrics.register(plan.tool().metrics(), loops, latencies, registry);
      Optional<MetricsServer> metrics = serve(registry);
      Session session =
          new Session(
              plan.tool().name(),
              wallClock,
              stop,
              faults,
              SummaryOutputs.of(plan.summaryFile(), out));
      metrics.ifPresent(to -> session.show(live(start, loops, latencies), to.live()));
      ServerClock serverClock = ServerClock.start(transport, server, wallClock, faults);
      try (serverClock) {
        session.measure(
            new WatchProgress(loops, wallClock.ticker()),
            () -> {
              loops.start(plan.ramp());
              awaitEnd();
            });
      } finally {
        metrics.ifPresent(MetricsServer::close);
      }
      var report =
          new WatchReport(
              plan,
              kind,
              version,
              session,
              start,
              loops,
              latencies,
              log,
              transport.stats(),
              serverClock.offset());
      session.attempt(loops::stop);
      session.attempt(() -> files.finish(loops));
      session.write(report::complete);
      session.show(report::forScreen);
      return status(session, loops);
    }
  }

  private LiveRun live(WatchReport.Start start, TimedWatchLoops loops, LoopLatencies latencies) {
    return LiveRun.builder(plan.tool().name(), version, start.name(), wallClock)
        .latency(latencies.notification())
        .latency(latencies.establish())
        .latency(latencies.open())
        .latency(latencies.list())
        .count("watchesOpen", loops::open)
        .count("watches", () -> loops.all().size())
        .count("events", loops::objectEvents)
        .count("missedAtLeast", () -> loops.total(LoopCount.MISSED_AT_LEAST))
        .count("relists", () -> loops.total(LoopCount.RELISTS))
        .count("watchesBroken", () -> loops.total(LoopCount.WATCHES_BROKEN))
        .build();
  }

  private HeadReader reader() {
    HeadReader reader = plan.useProtobuf() ? new ProtobufHeads() : new JsonHeads();
    return plan.watchers() == 1 ? reader : new SharedHeads(reader);
  }

  /** A server lists nothing of a namespace that does not exist, without a word. */
  private void warnOfMissingNamespace(ApiTransport transport) {
    if (plan.namespace().isEmpty()) {
      return;
    }
    String path = "/api/v1/namespaces/" + PercentEncoding.encoded(plan.namespace().get());
    ApiReply reply = transport.sendAndWait(ApiRequest.get(path));
    if (reply.status() == NOT_FOUND) {
      LOG.warn("namespace: must exist for there to be events, got {}", plan.namespace().get());
    }
  }

  private Optional<MetricsServer> serve(PrometheusRegistry registry) {
    Optional<MetricsServer> server =
        MetricsServer.start("metricport", plan.metricPort(), CommonExit.USAGE, registry, faults);
    server.ifPresent(at -> LOG.info("metrics at http://{}:{}/metrics", address, at.port()));
    return server;
  }

  private void awaitEnd() throws InterruptedException {
    if (plan.stopAfter().isPresent()) {
      stop.await(plan.stopAfter().get().toNanos(), TimeUnit.NANOSECONDS);
    } else {
      stop.await();
    }
  }

  private static ExitStatus status(Session session, TimedWatchLoops loops) {
    ExitStatus status = session.end();
    return status == CommonExit.OK && loops.total(LoopCount.LISTS) == 0
        ? WatchExit.LIST_FAILED
        : status;
  }
}
