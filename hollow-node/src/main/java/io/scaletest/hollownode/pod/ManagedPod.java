package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.node.Alarm;
import io.scaletest.hollownode.pod.PodSpec.HostPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A pod on its node: its life cycle, what the node has granted it, what the server's copy of it
 * says, and which status was reported of it. For the thread that holds the loop's lock.
 */
final class ManagedPod {
  /** How long a reported status may take to come back by the watch before it counts as changed. */
  static final long ECHO_NS = TimeUnit.SECONDS.toNanos(10);

  private final PodRun run;
  private final List<HostPort> hostPorts;
  private final PodUsage usage;
  private final long seenNs;
  private Alarm alarm;
  private boolean removed;

  // What the node has granted.
  private Map<String, Long> requests;
  private Optional<Map<String, Long>> resize = Optional.empty();
  private List<String> addresses = List.of();
  private boolean admitted;
  private boolean adopted;
  private Optional<PodPhase> counted = Optional.empty();

  // The server's copy, as of its last event.
  private PodPhase serverPhase;
  private int serverConditions;
  private long serverDigest;
  private long serverGeneration;
  private Map<String, String> othersConditions;
  private String failures;
  private long lastEventNs;

  // The status manager's.
  private PodStatus reported;
  private long reportedNs;
  private long changedNs;
  private boolean queued;
  private boolean deleteSent;
  private boolean runningReported;

  /**
   * @param spec the pod as it was first seen
   * @param observed the same, as later events are read
   * @param requests what it takes of the node once it is admitted
   * @param usage what its containers use
   */
  ManagedPod(
      PodRun run,
      PodSpec spec,
      ObservedPod observed,
      Map<String, Long> requests,
      PodUsage usage,
      long nowNs) {
    this.run = run;
    this.usage = usage;
    this.requests = requests;
    this.hostPorts = spec.placement().hostPorts();
    this.seenNs = nowNs;
    this.reported = PodStatus.unreported(spec);
    this.serverGeneration = spec.meta().generation();
    this.othersConditions = observed.others();
    this.failures = observed.failures();
    observe(observed);
    run.others(observed.others());
  }

  PodRun run() {
    return run;
  }

  PodSpec spec() {
    return run.spec();
  }

  PodUsage usage() {
    return usage;
  }

  /** Returns when it was first seen. */
  long seenNs() {
    return seenNs;
  }

  /** Sets the alarm that advances its life cycle. To be called once. */
  void setAlarm(Alarm newAlarm) {
    alarm = newAlarm;
  }

  /** Has its life cycle advanced at {@code whenNs}; never where that is {@link Long#MAX_VALUE}. */
  void wakeAt(long whenNs) {
    if (whenNs == Long.MAX_VALUE) {
      alarm.cancel();
    } else {
      alarm.set(whenNs);
    }
  }

  /** Marks it as not there any more, for good. */
  void remove() {
    removed = true;
    alarm.release();
  }

  boolean isRemoved() {
    return removed;
  }

  // What the node has granted.

  /** The node has admitted it, and grants what it requests. */
  void admit() {
    admitted = true;
  }

  boolean isAdmitted() {
    return admitted;
  }

  /** It has nothing of the node any more. */
  void release() {
    admitted = false;
    addresses = List.of();
  }

  /** It began under another process, which has reported what it went through. */
  void adopt() {
    adopted = true;
  }

  boolean isAdopted() {
    return adopted;
  }

  Map<String, Long> requests() {
    return requests;
  }

  List<HostPort> hostPorts() {
    return hostPorts;
  }

  /** Returns the requests that it waits to be granted instead of those it has, if any. */
  Optional<Map<String, Long>> resize() {
    return resize;
  }

  void setResize(Optional<Map<String, Long>> wanted) {
    resize = wanted;
  }

  /** The node has granted the requests that it waited for. */
  void grantResize() {
    requests = resize.orElse(requests);
    resize = Optional.empty();
  }

  /** Returns its addresses, one of each family; empty before it has any, and with the host's. */
  List<String> addresses() {
    return addresses;
  }

  void setAddresses(List<String> taken) {
    addresses = taken;
  }

  /** Returns the phase that the figures count it under. */
  Optional<PodPhase> counted() {
    return counted;
  }

  void setCounted(Optional<PodPhase> phase) {
    counted = phase;
  }

  // The server's copy.

  /** Takes what an event says of the status that this kubelet writes. */
  void observe(ObservedPod observed) {
    serverConditions = observed.conditions();
    serverDigest = observed.digest();
    serverPhase = PodPhase.of(observed.phase());
  }

  /** An event of it has come. */
  void eventAt(long nowNs) {
    lastEventNs = nowNs;
  }

  PodPhase serverPhase() {
    return serverPhase;
  }

  /** Takes the conditions that others write; returns whether they are other than before. */
  boolean changesOthersConditions(Map<String, String> conditions) {
    boolean changed = !conditions.equals(othersConditions);
    if (changed) {
      othersConditions = conditions;
      run.others(conditions);
    }
    return changed;
  }

  /** Takes the generation; returns whether it is another than before. */
  boolean changesGeneration(long generation) {
    boolean changed = generation != serverGeneration;
    serverGeneration = generation;
    return changed;
  }

  /** Takes how its annotation says that it fails; returns whether that is other than before. */
  boolean changesFailures(String said) {
    boolean changed = !said.equals(failures);
    failures = said;
    return changed;
  }

  /** Tells whether the server has another status than was reported, as far as is known. */
  boolean isChangedByOthers(long nowNs) {
    if (nowNs - reportedNs < ECHO_NS || !reported.conditions().isPresent(PodConditions.SANDBOX)) {
      return false;
    }
    boolean samePhase = reported.phase() == serverPhase;
    boolean sameConditions = reported.conditions().packed() == serverConditions;
    // Of a pod of which no event came since, it is only known that the watch is late.
    return lastEventNs > reportedNs
        ? !samePhase || !sameConditions || reported.digest() != serverDigest
        : samePhase && !sameConditions;
  }

  /**
   * Compares with the server's status from now on, so that what others changed is reported again.
   */
  void assumeServersStatus() {
    reported = reported.asOnServer(serverPhase, serverConditions, serverDigest);
  }

  /** Takes the present status as reported, with the containers that the server has of it. */
  void assumeReported() {
    reported = run.status().reported().withDigest(serverDigest);
  }

  // The status manager's.

  /** Returns the status that the server was last sent, without its texts. */
  PodStatus reported() {
    return reported;
  }

  /** The server will never take {@code status}: goes on as if it had. */
  void skip(PodStatus status) {
    reported = status.reported();
  }

  /** The server took {@code status} at {@code nowNs}. */
  void setReported(PodStatus status, long nowNs) {
    reported = status.reported();
    reportedNs = nowNs;
  }

  /** There is something to report; since when counts from the first time. */
  void markChanged(long nowNs) {
    if (changedNs == 0) {
      changedNs = nowNs;
    }
  }

  boolean isChanged() {
    return changedNs != 0;
  }

  /** Returns since when there was something to report, 0 for nothing; now there is nothing. */
  long takeChanged() {
    long since = changedNs;
    changedNs = 0;
    return since;
  }

  /**
   * What was to be reported was not: it is late since {@code sinceNs}, not since the next check.
   */
  void restoreChanged(long sinceNs) {
    if (sinceNs != 0) {
      changedNs = sinceNs;
    }
  }

  boolean isQueued() {
    return queued;
  }

  void setQueued(boolean isQueued) {
    queued = isQueued;
  }

  boolean isDeleteSent() {
    return deleteSent;
  }

  void setDeleteSent(boolean sent) {
    deleteSent = sent;
  }

  /** Tells whether {@code status} is the first one that says it runs, and remembers that it was. */
  boolean firstReportsRunning(PodStatus status) {
    boolean first = !runningReported && !adopted && status.phase() == PodPhase.RUNNING;
    runningReported |= first;
    return first;
  }
}
