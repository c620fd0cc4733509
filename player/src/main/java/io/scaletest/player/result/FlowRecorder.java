package io.scaletest.player.result;

import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;

import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.driving.lifecycle.OperationListener;
import io.scaletest.driving.recording.OwnLateness;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.player.load.LoadListener;
import io.scaletest.player.load.PhaseTimes;
import io.scaletest.player.workload.Flow;
import io.scaletest.player.workload.Workload;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Adds every request to the figures of its phase, flow and verb. A request belongs to the phase in
 * which it was due. Safe for use by many threads.
 */
public final class FlowRecorder implements LoadListener {

  private final Workload workload;
  private final OperationListener next;
  private final PhaseTimes times;
  private final LongSupplier startNs;
  private final LatencySeries ownLateness = new LatencySeries(OwnLateness.NAME);
  private final LatencySeries held = new LatencySeries("heldByOrder");

  /** By phase, then by flow. */
  private final List<List<Map<Operation, Figures>>> figures = new ArrayList<>();

  /** What became of the requests of one verb, in one phase of one flow. */
  public static final class Figures {
    private final String name;
    private final LatencySeries response;
    private final LatencySeries service;
    private final LongAdder completed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder notFound = new LongAdder();
    private final LongAdder starved = new LongAdder();

    Figures(String name) {
      this.name = name;
      response = new LatencySeries(name + ".response");
      service = new LatencySeries(name + ".service");
    }

    /** Adds a request that is over. */
    void add(long intendedNs, ApiReply reply) {
      completed.increment();
      if (reply.succeeded()) {
        response.record(Math.max(0, reply.answeredNs() - intendedNs));
        service.record(reply.answeredNs() - reply.sentNs());
        if (reply.status() == NOT_FOUND) {
          notFound.increment();
        }
      } else {
        failed.increment();
      }
    }

    /** Adds the counts and times that there are, for the summary's file alone. */
    void tell(RunSummary.Builder summary) {
      tell(summary, name + ".completed", completed());
      tell(summary, name + ".failed", failed());
      tell(summary, name + ".notFound", notFound());
      tell(summary, name + ".starved", starved());
      tell(summary, response);
      tell(summary, service);
    }

    private static void tell(RunSummary.Builder summary, String name, long count) {
      if (count > 0) {
        summary.count(name, count).forFileOnly(name);
      }
    }

    private static void tell(RunSummary.Builder summary, LatencySeries series) {
      LatencySummary of = LatencySummary.of(series);
      if (of.count() > 0) {
        summary.latency(series.name(), series.name(), of).forFileOnly(series.name());
      }
    }

    /** Returns the response times of those that succeeded; its name has phase, flow and verb. */
    public LatencySeries response() {
      return response;
    }

    /** Returns the service times of those that succeeded. */
    public LatencySeries service() {
      return service;
    }

    /** Returns how many are over, well or not. */
    public long completed() {
      return completed.sum();
    }

    /** Returns how many of these failed. */
    public long failed() {
      return failed.sum();
    }

    /** Returns how many were answered with 404 and are no failures: they allow it. */
    public long notFound() {
      return notFound.sum();
    }

    /** Returns how many arrivals found nothing to act on. */
    public long starved() {
      return starved.sum();
    }
  }

  /**
   * @param next hears of each request, too
   * @param times when the phases begin and end
   * @param startNs when the run began, on its ticker
   */
  public FlowRecorder(
      Workload workload, OperationListener next, PhaseTimes times, LongSupplier startNs) {
    this.times = times;
    this.workload = workload;
    this.next = next;
    this.startNs = startNs;
    for (var phase : workload.phases()) {
      List<Map<Operation, Figures>> flows = new ArrayList<>();
      for (Flow flow : workload.flows()) {
        Map<Operation, Figures> byVerb = new EnumMap<>(Operation.class);
        for (Operation operation : flow.operations()) {
          String name = phase.name() + "." + flow.name() + "." + operation.word();
          byVerb.put(operation, new Figures(name));
        }
        flows.add(byVerb);
      }
      figures.add(flows);
    }
  }

  private Figures figures(int flow, Operation operation, long intendedNs) {
    return figures.get(phaseOf(intendedNs)).get(flow).get(operation);
  }

  /** Returns the index of the phase that a moment is in, a reading of the run's ticker. */
  int phaseOf(long ns) {
    return times.at(Math.max(0, ns - startNs.getAsLong()));
  }

  /** Adds how late a request was by this process's own doing. */
  void addLateness(long freeNs, ApiReply reply) {
    if (reply.wasSent()) {
      ownLateness.record(OwnLateness.of(freeNs, reply));
    }
  }

  @Override
  public void completed(
      int flow, Operation operation, long number, long intendedNs, long freeNs, ApiReply reply) {
    Figures of = figures(flow, operation, intendedNs);
    of.add(intendedNs, reply);
    addLateness(freeNs, reply);
    if (reply.wasSent() && freeNs > intendedNs) {
      held.record(freeNs - intendedNs);
    }
    next.completed(operation, number, intendedNs, reply);
  }

  @Override
  public void starved(int flow, Operation operation, long intendedNs) {
    figures(flow, operation, intendedNs).starved.increment();
  }

  /** Returns when the phases begin and end. */
  PhaseTimes times() {
    return times;
  }

  /** Returns the figures of a flow in a phase, by verb. */
  Map<Operation, Figures> of(int phase, int flow) {
    return figures.get(phase).get(flow);
  }

  /** Returns how late requests were by this process's own doing. */
  public LatencySeries ownLateness() {
    return ownLateness;
  }

  /** Returns how long requests waited for the answer to another one about the same object. */
  public LatencySeries held() {
    return held;
  }

  /** Returns how many arrivals found nothing to act on. */
  public long starved() {
    return sum(Figures::starved);
  }

  /** Returns how many reads were answered with 404 and allow it. */
  public long readsNotFound() {
    return sum(Figures::notFound);
  }

  private long sum(ToLongFunction<Figures> count) {
    return figures.stream()
        .flatMap(List::stream)
        .flatMap(byVerb -> byVerb.values().stream())
        .mapToLong(count)
        .sum();
  }
}
