package io.scaletest.driving.session;

import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.progress.DriverProgress;
import io.scaletest.common.run.RunId;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.driving.closedloop.ClosedLoop;
import io.scaletest.driving.closedloop.ClosedLoopPlan;
import io.scaletest.driving.closedloop.ProtobufLengths;
import io.scaletest.driving.lifecycle.BalancedLifecycle;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.driving.recording.OwnLateness;
import io.scaletest.driving.recording.RequestLog;
import io.scaletest.driving.recording.RunRecorder;
import io.scaletest.kube.config.ClientConfiguration;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.HttpTransport;
import io.scaletest.kube.transport.TransportLimits;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a closed-loop driver. Used once, by one thread, which it blocks to the run's end. */
public final class ClosedLoopRun extends DriverRun {
  private static final Logger LOG = LoggerFactory.getLogger(ClosedLoopRun.class);

  /** Streams of one connection that every server allows; threads beyond get more connections. */
  private static final int THREADS_PER_CONNECTION = 100;

  private static final int ALL_SERVERS = 0;
  private static final int CONFIGURED_SERVER = 1;

  private final ClosedLoopPlan plan;
  private final int wantedServers;
  private final Map<String, Object> startLines;
  private ProtobufLengths lengths;

  /**
   * @param wantedServers how many API servers to spread the threads over: 0 for all of Service
   *     {@code default/kubernetes}, 1 for the configured one
   * @param startLines values to tell at the start besides the plan's, by the original's names
   */
  public ClosedLoopRun(
      DriverTool tool,
      ClosedLoopPlan plan,
      int wantedServers,
      Map<String, Object> startLines,
      StopSignal stop) {
    super(tool, stop);
    this.plan = plan;
    this.wantedServers = wantedServers;
    this.startLines = startLines;
  }

  @Override
  TransportLimits limits() {
    TransportLimits limits = TransportLimits.defaults();
    int connections = (plan.threads() - 1) / THREADS_PER_CONNECTION + 1;
    return limits.toBuilder()
        .connections(Math.max(limits.requestConnections(), connections), limits.watchConnections())
        .build();
  }

  @Override
  String fewerConnections() {
    return "use fewer threads";
  }

  @Override
  List<String> servers(ApiTransport transport, ClientConfiguration configuration) {
    return wantedServers == CONFIGURED_SERVER
        ? List.of()
        : chosen(ApiAccess.servers(transport, configuration));
  }

  /** <i>Source:</i> contract of cmdriverclosed, {@code conns}; the original warns and goes on. */
  private List<String> chosen(List<String> servers) {
    if (wantedServers == ALL_SERVERS) {
      return servers;
    }
    if (wantedServers > servers.size()) {
      LOG.warn("Only {} endpoints available", servers.size());
      return servers;
    }
    return servers.subList(0, wantedServers);
  }

  @Override
  ObjectLifecycle spread(ObjectLifecycle objects, List<String> servers) {
    return BalancedLifecycle.perThread(objects, servers, plan.threads());
  }

  @Override
  Set<Operation> operations() {
    return plan.kinds();
  }

  @Override
  void tellStart(RunId runId, Path parameters, String base, List<String> servers) {
    List<String> all = servers.isEmpty() ? List.of(base) : servers;
    ClosedLoopLines.tellStart(runId, parameters, plan, all, startLines);
  }

  @Override
  ReadyLoop loop(
      ObjectLifecycle objects, RunRecorder recorder, ApiTransport transport, HttpTransport wire) {
    lengths = new ProtobufLengths(objects, recorder);
    RequestLog requests = new RequestLog(lengths, objects, faults);
    LatencySeries ownLateness = new LatencySeries(OwnLateness.NAME);
    ClosedLoop loop =
        new ClosedLoop(plan, lengths, transport, requests, ownLateness, clock.ticker(), faults);
    Map<String, LongSupplier> counts = new LinkedHashMap<>();
    counts.put("createdObjectBytes", lengths::createdBytes);
    counts.put("updatedObjectBytes", lengths::updatedBytes);
    return new ReadyLoop(
        loop,
        requests,
        new DriverSummary.Schedule(
            plan::ratePerSecond,
            plan.kinds(),
            ownLateness,
            () -> DriverLoad.ofClosedLoop(plan, loop.state(), recorder)),
        DriverProgress.fields(
            "written",
            new ClosedLoopProgress(
                plan, loop, recorder, () -> wire.stats().waiting(), clock.ticker())),
        counts);
  }

  @Override
  void tellEnd(RunRecorder recorder, double seconds) {
    ClosedLoopLines.tellEnd(plan, recorder, seconds, lengths);
  }

  @Override
  boolean leavesObjects() {
    return plan.createOnly();
  }
}
