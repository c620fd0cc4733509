package io.scaletest.driving.session;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.live.LivePage;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.run.RunId;
import io.scaletest.common.session.Session;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.summary.SummaryOutputs;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.driving.loop.DrivingLoop;
import io.scaletest.driving.recording.RequestLog;
import io.scaletest.driving.recording.RunRecorder;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.RetryingTransport;
import io.scaletest.kube.transport.TransportLimits;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One run of a driver, from its options to its exit status, whichever loop puts the load on the
 * server.
 *
 * <p>In this order, so that a run that cannot be done leaves nothing behind, and one that was done
 * loses nothing: checks without I/O, configuration, metrics port, API servers, kind of object,
 * first contact, files; the loop; rows, histograms and summary; clean-up; the summary again if the
 * clean-up had something to do; a wait for the last scrape.
 */
abstract class DriverRun {
  protected final DriverTool tool;
  protected final RunFaults faults;
  protected final WallClock clock = WallClock.anchoredTo(Ticker.system());
  private final StopSignal stop;

  DriverRun(DriverTool tool, StopSignal stop) {
    this.tool = tool;
    this.stop = stop;
    this.faults = new RunFaults(stop::request);
  }

  /**
   * A loop that can begin, and what is told of it.
   *
   * @param requests what the loop tells of its requests; to be closed behind it
   * @param progress fields of the progress line
   * @param counts of the summary that only this kind of run has, by name
   */
  record ReadyLoop(
      DrivingLoop loop,
      RequestLog requests,
      DriverSummary.Schedule schedule,
      Supplier<List<String>> progress,
      Map<String, LongSupplier> counts) {}

  /** Returns what the transport is to hold. */
  abstract TransportLimits limits();

  /** Returns what would need fewer connections; may be empty. */
  abstract String fewerConnections();

  /**
   * Returns the base URLs of the servers among which requests are spread; empty for none but the
   * configured one.
   *
   * @throws ToolException if they cannot be found out
   */
  abstract List<String> servers(ApiTransport transport, ClientConfiguration configuration);

  /** Spreads requests over several servers. */
  abstract ObjectLifecycle spread(ObjectLifecycle objects, List<String> servers);

  /** Returns the operations that the run has. */
  abstract Set<Operation> operations();

  /**
   * Says what is about to begin.
   *
   * @param parameters the parameter file
   * @param base the configured server
   * @param servers as {@link #servers}
   */
  abstract void tellStart(RunId runId, Path parameters, String base, List<String> servers);

  /**
   * Makes the loop.
   *
   * @param transport over {@code wire}
   */
  abstract ReadyLoop loop(
      ObjectLifecycle objects, RunRecorder recorder, ApiTransport transport, HttpTransport wire);

  /** Says what the run came to. */
  abstract void tellEnd(RunRecorder recorder, double seconds);

  /** Returns whether the objects are to stay in the cluster. */
  abstract boolean leavesObjects();

  /**
   * Does the run.
   *
   * @throws ToolException if it cannot be done, or its results cannot be written
   */
  public final ExitStatus run() throws InterruptedException {
    RunId runId = tool.run().runId(clock, ZoneId.systemDefault());
    Path data = tool.run().dataFile(runId);
    DriverTool.Search search = tool.objects().of(runId, clock);
    ClientConfiguration configuration = ApiAccess.configuration(tool.configuration());
    try (MetricsPort metrics = MetricsPort.open(tool.metrics(), faults);
        HttpTransport transport =
            ApiAccess.transport(
                configuration,
                limits(),
                clock.ticker(),
                metrics.observer(),
                faults,
                fewerConnections());
        RetryingTransport retrying =
            new RetryingTransport(transport, tool.requests().maxRetries(), faults)) {
      stop.onStop(retrying::stopRetrying, faults);
      metrics.tell();
      ExitStatus status =
          run(runId, data, configuration, search, transport, retrying, metrics.page());
      metrics.linger(stop);
      return status;
    }
  }

  private ExitStatus run(
      RunId runId,
      Path data,
      ClientConfiguration configuration,
      DriverTool.Search search,
      HttpTransport transport,
      RetryingTransport retrying,
      Optional<LivePage> page)
      throws InterruptedException {
    // First of all, for whatever keeps it from being answered has a status of its own.
    List<String> servers = servers(retrying, configuration);
    DrivenObjects driven = search.find(retrying);
    if (tool.requests().firstContact()) {
      FirstContact contact = new FirstContact(retrying, configuration.base());
      contact.check(driven, clock.ticker().nanos());
      contact.checkServers(driven.lifecycle(), servers, clock.ticker().nanos());
    }
    ObjectLifecycle objects =
        servers.isEmpty() ? driven.lifecycle() : spread(driven.lifecycle(), servers);
    Map<String, Object> parameters =
        new LinkedHashMap<>(
            tool.parameters()
                .of(
                    runId,
                    data.toString(),
                    tool.run().seed(clock),
                    servers.isEmpty() ? List.of(configuration.base()) : servers));
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
    tellStart(runId, files.parameters(), configuration.base(), servers);
    RunRecorder recorder = new RunRecorder(objects, files.rows(), clock, operations());
    ReadyLoop ready = loop(objects, recorder, retrying, transport);
    ServerFacts server =
        ServerFacts.start(tool.requests(), identity, configuration, transport, retrying, faults);
    DriverSummary summary =
        new DriverSummary(
            identity,
            session,
            files,
            recorder,
            ready.loop(),
            ready.schedule(),
            ready.counts(),
            () -> way(transport, ready.loop()),
            server,
            new DriverSummary.Further() {});
    page.ifPresent(on -> session.show(summary.live(), on));
    MeasuredRun run = new MeasuredRun(identity, session, files, summary, server, stop, faults);
    RequestLog requests = ready.requests();
    try (server;
        requests;
        retrying) {
      run.measure(tool.run().startGate(), ready.loop(), ready.progress());
    }
    tellEnd(recorder, summary.seconds());
    return leavesObjects() ? run.leaveObjects() : run.cleanUp(ready.loop(), objects, transport);
  }

  /** Returns what the summary's options say besides the tool's own. */
  private Map<String, String> way(HttpTransport transport, DrivingLoop loop) {
    Map<String, String> way = new LinkedHashMap<>(transport.way());
    if (tool.run().startGate().isThere()) {
      way.put("start", clock.at(loop.state().startNs()).toString());
    }
    return way;
  }
}
