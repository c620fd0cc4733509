package io.scaletest.player.result;

import io.scaletest.common.operation.Operation;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.player.actors.ActorListener;
import io.scaletest.player.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private final Map<Asked, FlowRecorder.Figures> figures = new ConcurrentHashMap<>();

  private volatile boolean over;

  /** What requests are alike in. */
  private record Asked(int phase, String actor, Operation operation, String resource) {
    /** Returns {@code update-pods}. */
    String request() {
      return operation.word() + "-" + resource;
    }
  }

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
    Asked asked = new Asked(recorder.phaseOf(due.intendedNs()), actor, operation, resource);
    figures
        .computeIfAbsent(asked, key -> new FlowRecorder.Figures(name(key)))
        .add(due.intendedNs(), reply);
    recorder.addLateness(due.freeNs(), reply);
  }

  private String name(Asked asked) {
    String phase = workload.phases().get(asked.phase).name();
    return phase + "." + asked.actor + "." + asked.request();
  }

  /** Adds counts and times under {@code PHASE.ACTOR.VERB-RESOURCE.…}. */
  public void tell(RunSummary.Builder summary) {
    Map<String, FlowRecorder.Figures> byName = new TreeMap<>();
    figures.forEach((asked, of) -> byName.put(name(asked), of));
    byName.values().forEach(of -> of.tell(summary));
  }

  /** Returns the figures of the requests to a resource in a phase, of one verb or of all. */
  List<FlowRecorder.Figures> of(int phase, Optional<Operation> verb, String resource) {
    return figures.entrySet().stream()
        .filter(of -> of.getKey().phase == phase && of.getKey().resource.equals(resource))
        .filter(of -> verb.isEmpty() || verb.get() == of.getKey().operation)
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Returns how many requests of each verb and resource are over: {@code update-pods}. */
  public Map<String, Long> requests() {
    Map<String, Long> sums = new TreeMap<>();
    figures.forEach((asked, of) -> sums.merge(asked.request(), of.completed(), Long::sum));
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
