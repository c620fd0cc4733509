package io.scaletest.driving.session;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.scaletest.common.arrival.ArrivalProcess;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.metrics.MetricsServer;
import io.scaletest.common.pacing.Pause;
import io.scaletest.common.progress.DriverProgress;
import io.scaletest.common.progress.ProgressLine;
import io.scaletest.common.progress.TerminalLine;
import io.scaletest.common.run.DriverExit;
import io.scaletest.common.run.RunId;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.driving.cleanup.Cleanup;
import io.scaletest.driving.lifecycle.BalancedLifecycle;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.driving.lifecycle.Operation;
import io.scaletest.driving.openloop.OpenLoop;
import io.scaletest.driving.openloop.OpenLoopPlan;
import io.scaletest.driving.recording.RunRecorder;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.config.ConfigurationException;
import io.scaletest.kube.endpoints.ApiServerEndpoints;
import io.scaletest.kube.endpoints.NoEndpointsException;
import io.scaletest.kube.metrics.ClientMetrics;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.TransportLimits;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** <i>Source:</i> contract, "User agent {@code scaletest driver}". */
  private static final String USER_AGENT = "scaletest driver";

  /** Keeps the choice of servers apart from the arrivals, which have the seed itself. */
  private static final long SERVER_CHOICE_SEED_OFFSET = 1;

  private final DriverTool tool;
  private final OpenLoopPlan plan;
  private final StopSignal stop;
  private final WallClock clock = WallClock.anchoredTo(Ticker.system());

  public OpenLoopRun(DriverTool tool, OpenLoopPlan plan, StopSignal stop) {
    this.tool = tool;
    this.plan = plan;
    this.stop = stop;
  }

  /**
   * Does the run.
   *
   * @throws ToolException if it cannot be done, or its results cannot be written
   */
  public ExitStatus run() throws InterruptedException {
    RunId runId = tool.run().runId(clock, ZoneId.systemDefault());
    Path data = tool.run().dataFile(runId);
    ClientConfiguration configuration = configuration();
    PrometheusRegistry registry = new PrometheusRegistry();
    try (MetricsServer metrics =
            MetricsServer.start(
                "metricport", tool.metrics().port(), DriverExit.METRICS_PORT, registry);
        HttpTransport transport = transport(configuration, registry)) {
      LOG.info("Run ID is {}; metrics on port {}", runId, metrics.port());
      DrivenObjects objects = firstContact(transport, configuration, runId);
      ExitStatus status = run(runId, data, objects, transport);
      awaitLastScrape();
      return status;
    }
  }

  private ClientConfiguration configuration() {
    try {
      return tool.configuration().load(USER_AGENT);
    } catch (ConfigurationException e) {
      throw new ToolException(DriverExit.NO_CONFIGURATION, e.getMessage(), e);
    }
  }

  private HttpTransport transport(ClientConfiguration configuration, PrometheusRegistry registry) {
    try {
      return HttpTransport.open(
          configuration,
          TransportLimits.defaults(),
          clock.ticker(),
          ClientMetrics.register(registry));
    } catch (ConfigurationException e) {
      throw new ToolException(DriverExit.NO_CLIENT, e.getMessage(), e);
    }
  }

  private DrivenObjects firstContact(
      ApiTransport transport, ClientConfiguration configuration, RunId runId) {
    DrivenObjects objects = tool.objects().of(transport, runId, clock);
    new FirstContact(transport, configuration.base())
        .check(objects.lifecycle(), objects.resource(), clock.ticker().nanos());
    if (!tool.clientLb()) {
      LOG.info("Sending requests to {}", configuration.base());
      return objects;
    }
    try {
      List<String> servers = ApiServerEndpoints.read(transport);
      LOG.info("Balancing load among {}", servers);
      long seed = tool.run().seed(clock) + SERVER_CHOICE_SEED_OFFSET;
      return objects.with(new BalancedLifecycle(objects.lifecycle(), servers, seed));
    } catch (NoEndpointsException e) {
      throw new ToolException(DriverExit.NO_ENDPOINTS, e.getMessage(), e);
    }
  }

  private ExitStatus run(RunId runId, Path data, DrivenObjects driven, ApiTransport transport)
      throws InterruptedException {
    ObjectLifecycle objects = driven.lifecycle();
    long seed = tool.run().seed(clock);
    Map<String, Object> parameters =
        new LinkedHashMap<>(tool.parameters().of(runId, data.toString(), seed));
    parameters.putAll(driven.parameters());
    OutputFailure failure = new OutputFailure(stop);
    RunFiles files =
        RunFiles.create(tool.name(), runId, tool.run(), data, parameters, clock, failure);
    RunRecorder recorder =
        new RunRecorder(
            objects, files.rows(), clock, EnumSet.of(Operation.CREATE, Operation.DELETE));
    OpenLoop loop =
        new OpenLoop(
            plan,
            ArrivalProcess.poisson(plan.lambda(), seed),
            objects,
            transport,
            recorder,
            clock.ticker());
    DriverSummary summary =
        new DriverSummary(tool, plan, runId, parameters, clock, files, recorder, loop);
    try (files) {
      summary.addSeriesTo(files.log());
      files.log().startTicking();
      stop.onStop(loop::stop);
      runShowingProgress(loop, recorder);
      summary.loopEnded();
    }
    // Results first: whatever becomes of the clean-up, what was measured is on the disk.
    summary.write(stop.requested());
    Cleanup.Outcome cleanup =
        new Cleanup(objects, transport, loop.ledger(), Pause.sleeping()).run();
    if (cleanup.deleted() + cleanup.remaining() > 0) {
      summary.write(stop.requested(), cleanup);
    }
    summary.print(System.out);
    return status(runId, failure, cleanup);
  }

  private void runShowingProgress(OpenLoop loop, RunRecorder recorder) throws InterruptedException {
    OpenLoopProgress progress = new OpenLoopProgress(plan, loop, recorder, clock.ticker());
    TerminalLine terminal = TerminalLine.ofStandardError();
    PrintStream standardError = System.err;
    System.setErr(terminal.asPrintStream());
    ProgressLine line =
        ProgressLine.start(
            tool.name(), DriverProgress.of("created", progress), terminal, clock.ticker());
    try {
      loop.run();
    } finally {
      line.close();
      System.setErr(standardError);
    }
  }

  private ExitStatus status(RunId runId, OutputFailure failure, Cleanup.Outcome cleanup) {
    failure.throwIfAny();
    if (cleanup.remaining() > 0) {
      throw new ToolException(
          DriverExit.OBJECTS_LEFT,
          cleanup.remaining()
              + " objects may be left in the cluster: scaletest gc -runid "
              + runId);
    }
    return stop.status().orElse(CommonExit.OK);
  }

  private void awaitLastScrape() throws InterruptedException {
    if (tool.metrics().lingerSeconds() > 0 && !stop.requested()) {
      LOG.info("Metrics can be scraped for another {} s", tool.metrics().lingerSeconds());
      stop.await(tool.metrics().lingerSeconds(), TimeUnit.SECONDS);
    }
  }
}
