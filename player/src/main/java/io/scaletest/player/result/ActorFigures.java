package io.scaletest.player.result;

import io.scaletest.common.summary.RunSummary;
import io.scaletest.driving.lifecycle.Operation;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.player.actors.ActorListener;
import io.scaletest.player.workload.Workload;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Adds every request of the actors to the figures of its phase, actor, verb and resource, until the
 * measurement is over. They are apart from the flows': a limit of all requests, and rows, are of
 * these alone. Safe for use by many threads.
 */
public final class ActorFigures implements ActorListener {
  private final Workload workload;
  private final FlowRecorder recorder;

  /** By {@code PHASE.ACTOR.VERB-RESOURCE}. */
  private final Map<String, FlowRecorder.Figures> figures = new ConcurrentHashMap<>();

  private volatile boolean over;

  /**
   * @param recorder knows the phases, and takes the lateness, which is this process's own
   */
  public ActorFigures(Workload workload, FlowRecorder recorder) {
    this.workload = workload;
    this.recorder = recorder;
  }

  /** Ends the measurement: what comes now is of the clean-up. */
  public void end() {
    over = true;
  }

  @Override
  public void acted(String actor, Operation operation, String resource, Due due, ApiReply reply) {
    if (over) {
      return;
    }
    String phase = workload.phases().get(recorder.phaseOf(due.intendedNs())).name();
    String name = phase + "." + actor + "." + operation.word() + "-" + resource;
    FlowRecorder.Figures of = figures.computeIfAbsent(name, FlowRecorder.Figures::new);
    of.add(due.intendedNs(), reply);
    recorder.addLateness(due.freeNs(), reply);
  }

  /** Adds counts and times under {@code PHASE.ACTOR.VERB-RESOURCE.…}. */
  public void tell(RunSummary.Builder summary) {
    new TreeMap<>(figures).values().forEach(of -> of.tell(summary));
  }

  /** Returns how many requests of each verb and resource are over: {@code update-pods}. */
  public Map<String, Long> requests() {
    Map<String, Long> sums = new TreeMap<>();
    figures.forEach(
        (name, of) ->
            sums.merge(name.substring(name.lastIndexOf('.') + 1), of.completed(), Long::sum));
    return sums;
  }

  /** Returns how many are over, well or not. */
  public long completed() {
    return figures.values().stream().mapToLong(FlowRecorder.Figures::completed).sum();
  }

  /** Returns how many of these failed: conflicts, for the most part. */
  public long failed() {
    return figures.values().stream().mapToLong(FlowRecorder.Figures::failed).sum();
  }
}
