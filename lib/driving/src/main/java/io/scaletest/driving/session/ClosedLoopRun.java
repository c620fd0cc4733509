package io.scaletest.driving.session;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.RunFaults;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.progress.DriverProgress;
import io.scaletest.common.run.RunId;
import io.scaletest.common.session.Session;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.summary.SummaryOutputs;
import io.scaletest.driving.closedloop.ClosedLoop;
import io.scaletest.driving.closedloop.ClosedLoopPlan;
import io.scaletest.driving.closedloop.ProtobufLengths;
import io.scaletest.driving.closedloop.ServerPerThread;
import io.scaletest.driving.lifecycle.UpdatableLifecycle;
import io.scaletest.driving.recording.OwnLateness;
import io.scaletest.driving.recording.RequestLog;
import io.scaletest.driving.recording.RunRecorder;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.ReplyObserver;
import io.scaletest.kube.transport.RetryingTransport;
import io.scaletest.kube.transport.TransportLimits;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a closed-loop driver, from its options to its exit status.
 *
 * <p>In this order, so that a run that cannot be done leaves nothing behind: checks without I/O,
 * configuration, first contact, API servers, files; then as every {@link MeasuredRun}.
 */
public final class ClosedLoopRun {
  private static final Logger LOG = LoggerFactory.getLogger(ClosedLoopRun.class);

  /** Streams of one connection that every server allows; threads beyond get more connections. */
  private static final int THREADS_PER_CONNECTION = 100;

  private static final int ALL_SERVERS = 0;
  private static final int CONFIGURED_SERVER = 1;

  private final ClosedLoopTool tool;
  private final ClosedLoopPlan plan;
  private final StopSignal stop;
  private final RunFaults faults;
  private final WallClock clock = WallClock.anchoredTo(Ticker.system());

  public ClosedLoopRun(ClosedLoopTool tool, ClosedLoopPlan plan, StopSignal stop) {
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
    UpdatableLifecycle objects = tool.objects().of(runId, clock);
    ClientConfiguration configuration = ApiAccess.configuration(tool.kube()::load);
    try (HttpTransport transport =
            ApiAccess.transport(
                configuration,
                limits(),
                clock.ticker(),
                ReplyObserver.NONE,
                faults,
                "use fewer threads");
        RetryingTransport retrying =
            new RetryingTransport(transport, tool.requests().maxRetries(), faults)) {
      stop.onStop(retrying::stopRetrying, faults);
      // First of all, for whatever keeps it from being answered has a status of its own.
      List<String> servers =
          tool.servers() == CONFIGURED_SERVER
              ? List.of(configuration.base())
              : chosen(ApiAccess.servers(retrying, configuration));
      boolean spread = tool.servers() != CONFIGURED_SERVER;
      if (tool.requests().firstContact()) {
        FirstContact contact = new FirstContact(transport, configuration.base());
        contact.check(
            new DrivenObjects(
                objects, tool.kind(), Optional.of(ScaletestNames.NAMESPACE), Map.of()),
            clock.ticker().nanos());
        contact.checkServers(objects, spread ? servers : List.of(), clock.ticker().nanos());
      }
      return run(
          runId,
          data,
          servers,
          spread ? new ServerPerThread(objects, plan.threads(), servers) : objects,
          transport,
          retrying);
    }
  }

  private TransportLimits limits() {
    TransportLimits limits = TransportLimits.defaults();
    int connections = (plan.threads() - 1) / THREADS_PER_CONNECTION + 1;
    return limits.toBuilder()
        .connections(Math.max(limits.requestConnections(), connections), limits.watchConnections())
        .build();
  }

  /** <i>Source:</i> contract of cmdriverclosed, {@code conns}; the original warns and goes on. */
  private List<String> chosen(List<String> servers) {
    if (tool.servers() == ALL_SERVERS) {
      return servers;
    }
    if (tool.servers() > servers.size()) {
      LOG.warn("Only {} endpoints available", servers.size());
      return servers;
    }
    return servers.subList(0, tool.servers());
  }

  private ExitStatus run(
      RunId runId,
      Path data,
      List<String> servers,
      UpdatableLifecycle objects,
      HttpTransport transport,
      RetryingTransport retrying)
      throws InterruptedException {
    long seed = tool.run().seed(clock);
    RunIdentity identity =
        new RunIdentity(
            tool.name(),
            tool.version(),
            runId,
            tool.parameters().of(runId, data.toString(), seed, servers),
            clock);
    RunFiles files = RunFiles.create(identity, tool.run(), data, stop, faults);
    Session session =
        new Session(
            tool.name(),
            clock,
            stop,
            faults,
            SummaryOutputs.of(Optional.of(files.summary()), System.out));
    ClosedLoopLines.tellStart(runId, files.parameters(), plan, servers, tool.startLines());
    RunRecorder recorder = new RunRecorder(objects, files.rows(), clock, plan.kinds());
    ProtobufLengths lengths = new ProtobufLengths(objects, recorder);
    RequestLog requests = new RequestLog(lengths, objects, faults);
    LatencySeries ownLateness = new LatencySeries(OwnLateness.NAME);
    ClosedLoop loop =
        new ClosedLoop(plan, lengths, retrying, requests, ownLateness, clock.ticker(), faults);
    DriverSummary summary =
        new DriverSummary(
                identity,
                session,
                files,
                recorder,
                loop,
                new DriverSummary.Schedule(
                    plan.ratePerSecond(),
                    plan.kinds(),
                    ownLateness,
                    () -> DriverLoad.ofClosedLoop(plan, loop.state(), recorder)))
            .withWay(transport::way)
            .withCount("createdObjectBytes", lengths::createdBytes)
            .withCount("updatedObjectBytes", lengths::updatedBytes);
    MeasuredRun run = new MeasuredRun(identity, session, files, summary, stop, faults);
    try (requests;
        retrying) {
      run.measure(
          loop,
          DriverProgress.fields(
              "written",
              new ClosedLoopProgress(
                  plan, loop, recorder, () -> transport.stats().waiting(), clock.ticker())));
    }
    ClosedLoopLines.tellEnd(plan, recorder, summary.seconds(), lengths);
    return plan.createOnly() ? run.leaveObjects() : run.cleanUp(loop, objects, transport);
  }
}
