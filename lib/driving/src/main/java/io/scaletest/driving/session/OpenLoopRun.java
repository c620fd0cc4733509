package io.scaletest.driving.session;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.metrics.MetricsServer;
import io.scaletest.common.progress.DriverProgress;
import io.scaletest.common.run.DriverExit;
import io.scaletest.common.run.RunId;
import io.scaletest.common.session.Session;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.summary.SummaryOutputs;
import io.scaletest.driving.lifecycle.BalancedLifecycle;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.driving.lifecycle.Operation;
import io.scaletest.driving.openloop.OpenLoop;
import io.scaletest.driving.openloop.OpenLoopPlan;
import io.scaletest.driving.recording.OwnLateness;
import io.scaletest.driving.recording.RequestLog;
import io.scaletest.driving.recording.RunRecorder;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.metrics.ClientMetrics;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.RetryingTransport;
import io.scaletest.kube.transport.TransportLimits;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of an open-loop driver, from its options to its exit status.
 *
 * <p>In this order, so that a run that cannot be done leaves nothing behind, and one that was done
 * loses nothing: checks without I/O, configuration, metrics port, first contact, endpoints, files;
 * the loop; rows, histograms and summary; clean-up; the summary again if the clean-up had something
 * to do; a wait for the last scrape.
 */
public final class OpenLoopRun {
  private static final Logger LOG = LoggerFactory.getLogger(OpenLoopRun.class);

  /** Keeps the choice of servers apart from the arrivals, which have the seed itself. */
  private static final long SERVER_CHOICE_SEED_OFFSET = 1;

  private final DriverTool tool;
  private final OpenLoopPlan plan;
  private final StopSignal stop;
  private final RunFaults faults;
  private final WallClock clock = WallClock.anchoredTo(Ticker.system());

  public OpenLoopRun(DriverTool tool, OpenLoopPlan plan, StopSignal stop) {
    this.tool = tool;
    this.plan = plan;
    this.stop = stop;
    this.faults = new RunFaults(stop::request);
  }

  /**
   * Does the run.
   *
   * @throws ToolException if it cannot be done, or its results cannot be written
   */
  public ExitStatus run() throws InterruptedException {
    RunId runId = tool.run().runId(clock, ZoneId.systemDefault());
    Path data = tool.run().dataFile(runId);
    ClientConfiguration configuration = ApiAccess.configuration(tool.configuration());
    PrometheusRegistry registry = new PrometheusRegistry();
    Optional<MetricsServer> metrics =
        MetricsServer.start(
            "metricport", tool.metrics().port(), DriverExit.METRICS_PORT, registry, faults);
    try (HttpTransport transport =
            ApiAccess.transport(
                configuration,
                TransportLimits.defaults(),
                clock.ticker(),
                ClientMetrics.register(registry),
                faults,
                "");
        RetryingTransport retrying =
            new RetryingTransport(transport, tool.requests().maxRetries(), faults)) {
      stop.onStop(retrying::stopRetrying, faults);
      metrics.ifPresent(server -> LOG.info("starting HTTP server on port :{}", server.port()));
      ExitStatus status = run(runId, data, configuration, transport, retrying);
      if (metrics.isPresent()) {
        awaitLastScrape();
      }
      return status;
    } finally {
      metrics.ifPresent(MetricsServer::close);
    }
  }

  private DrivenObjects firstContact(
      ApiTransport transport, DrivenObjects objects, String base, List<String> servers) {
    if (tool.requests().firstContact()) {
      FirstContact contact = new FirstContact(transport, base);
      contact.check(objects, clock.ticker().nanos());
      contact.checkServers(objects.lifecycle(), servers, clock.ticker().nanos());
    }
    if (servers.isEmpty()) {
      return objects;
    }
    long seed = tool.run().seed(clock) + SERVER_CHOICE_SEED_OFFSET;
    return objects.with(new BalancedLifecycle(objects.lifecycle(), servers, seed));
  }

  private ExitStatus run(
      RunId runId,
      Path data,
      ClientConfiguration configuration,
      HttpTransport transport,
      RetryingTransport retrying)
      throws InterruptedException {
    // First of all, for whatever keeps it from being answered has a status of its own.
    List<String> servers = tool.clientLb() ? ApiAccess.servers(retrying, configuration) : List.of();
    DrivenObjects found = tool.objects().of(retrying, runId, clock);
    DrivenObjects driven = firstContact(transport, found, configuration.base(), servers);
    ObjectLifecycle objects = driven.lifecycle();
    long seed = tool.run().seed(clock);
    Map<String, Object> parameters =
        new LinkedHashMap<>(tool.parameters().of(runId, data.toString(), seed));
    parameters.putAll(driven.parameters());
    RunIdentity identity = new RunIdentity(tool.name(), tool.version(), runId, parameters, clock);
    RunFiles files = RunFiles.create(identity, tool.run(), data, stop, faults);
    Session session =
        new Session(
            tool.name(),
            clock,
            stop,
            faults,
            SummaryOutputs.of(Optional.of(files.summary()), System.out));
    tool.startLines().tellRun(runId, files.parameters());
    if (servers.isEmpty()) {
      LOG.info("Sending requests to {}", configuration.base());
    } else {
      LOG.info("Balancing load among [{}]", String.join(" ", servers));
    }
    tool.startLines().tellPlan(plan);
    RunRecorder recorder =
        new RunRecorder(
            objects, files.rows(), clock, EnumSet.of(Operation.CREATE, Operation.DELETE));
    OwnLateness own = new OwnLateness(recorder);
    RequestLog requests = new RequestLog(own, objects, faults);
    OpenLoop loop =
        new OpenLoop(
            plan, plan.arrivals(seed), objects, retrying, requests, clock.ticker(), faults);
    loop.onLastArrival(tool.startLines()::tellAllCreated);
    DriverSummary summary =
        new DriverSummary(
                identity,
                session,
                files,
                recorder,
                loop,
                new DriverSummary.Schedule(
                    plan.lambda(),
                    EnumSet.of(Operation.CREATE),
                    own.series(),
                    () -> DriverLoad.ofOpenLoop(loop.state(), recorder)))
            .withWay(transport::way);
    loop.state().countCarriedBy(() -> recorder.succeeded(Operation.CREATE));
    MeasuredRun run = new MeasuredRun(identity, session, files, summary, stop, faults);
    try (requests;
        retrying) {
      run.measure(
          loop,
          DriverProgress.fields(
              "created",
              new OpenLoopProgress(
                  plan, loop, recorder, () -> transport.stats().waiting(), clock.ticker())));
    }
    LOG.info("{} logged errors", recorder.failed());
    return run.cleanUp(loop, objects, transport);
  }

  private void awaitLastScrape() throws InterruptedException {
    if (tool.metrics().lingerSeconds() > 0 && !stop.requested()) {
      LOG.info("Metrics can be scraped for another {} s", tool.metrics().lingerSeconds());
      stop.await(tool.metrics().lingerSeconds(), TimeUnit.SECONDS);
    }
  }
}
