package io.scaletest.driving.session;

import io.scaletest.common.operation.Operation;
import io.scaletest.common.progress.DriverProgress;
import io.scaletest.common.run.RunId;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.driving.lifecycle.BalancedLifecycle;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.driving.openloop.OpenLoop;
import io.scaletest.driving.openloop.OpenLoopPlan;
import io.scaletest.driving.recording.OwnLateness;
import io.scaletest.driving.recording.RequestLog;
import io.scaletest.driving.recording.RunRecorder;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.TransportLimits;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of an open-loop driver. Used once, by one thread, which it blocks to the run's end. */
public final class OpenLoopRun extends DriverRun {
  private static final Logger LOG = LoggerFactory.getLogger(OpenLoopRun.class);

  /** Keeps the choice of servers apart from the arrivals, which have the seed itself. */
  private static final long SERVER_CHOICE_SEED_OFFSET = 1;

  private final OpenLoopPlan plan;
  private final boolean clientLb;
  private final StartLines startLines;

  /**
   * @param clientLb whether to spread requests over all API servers
   * @param startLines the lines with which a run begins
   */
  public OpenLoopRun(
      DriverTool tool,
      OpenLoopPlan plan,
      boolean clientLb,
      StartLines startLines,
      StopSignal stop) {
    super(tool, stop);
    this.plan = plan;
    this.clientLb = clientLb;
    this.startLines = startLines;
  }

  @Override
  TransportLimits limits() {
    return TransportLimits.defaults();
  }

  @Override
  String fewerConnections() {
    return "";
  }

  @Override
  List<String> servers(ApiTransport transport, ClientConfiguration configuration) {
    return clientLb ? ApiAccess.servers(transport, configuration) : List.of();
  }

  @Override
  ObjectLifecycle spread(ObjectLifecycle objects, List<String> servers) {
    long seed = tool.run().seed(clock) + SERVER_CHOICE_SEED_OFFSET;
    return BalancedLifecycle.randomly(objects, servers, seed);
  }

  @Override
  Set<Operation> operations() {
    return EnumSet.of(Operation.CREATE, Operation.DELETE);
  }

  @Override
  void tellStart(RunId runId, Path parameters, String base, List<String> servers) {
    startLines.tellRun(runId, parameters);
    if (servers.isEmpty()) {
      LOG.info("Sending requests to {}", base);
    } else {
      LOG.info("Balancing load among [{}]", String.join(" ", servers));
    }
    startLines.tellPlan(plan);
  }

  @Override
  ReadyLoop loop(
      ObjectLifecycle objects, RunRecorder recorder, ApiTransport transport, HttpTransport wire) {
    OwnLateness own = new OwnLateness(recorder);
    RequestLog requests = new RequestLog(own, objects, faults);
    OpenLoop loop =
        new OpenLoop(
            plan,
            plan.arrivals(tool.run().seed(clock)),
            objects,
            transport,
            requests,
            clock.ticker(),
            faults);
    loop.onLastArrival(startLines::tellAllCreated);
    loop.state().countCarriedBy(() -> recorder.succeeded(Operation.CREATE));
    return new ReadyLoop(
        loop,
        requests,
        new DriverSummary.Schedule(
            plan::lambda,
            EnumSet.of(Operation.CREATE),
            own.series(),
            () -> DriverLoad.ofOpenLoop(loop.state(), recorder)),
        DriverProgress.fields(
            "created",
            new OpenLoopProgress(
                plan, loop, recorder, () -> wire.stats().waiting(), clock.ticker())),
        Map.of());
  }

  @Override
  void tellEnd(RunRecorder recorder, double seconds) {
    LOG.info("{} logged errors", recorder.failed());
  }

  @Override
  boolean leavesObjects() {
    return false;
  }
}
