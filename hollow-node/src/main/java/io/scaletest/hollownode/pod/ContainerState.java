package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.lifetime.ContainerExit;
import io.scaletest.hollownode.podspec.ContainerSpec;

/** What one container is doing. Mutable; owned by its pod. */
final class ContainerState {
  /** The parts of a container's life. */
  enum Phase {
    WAITING,
    RUNNING,
    TERMINATED
  }

  static final String CREATING = "ContainerCreating";
  static final String INITIALIZING = "PodInitializing";
  static final String CONFIG_ERROR = "CreateContainerConfigError";
  static final String CRASH_LOOP = "CrashLoopBackOff";

  final ContainerSpec spec;
  Phase phase = Phase.WAITING;
  String waitingReason;
  String waitingMessage = "";
  int restarts;
  boolean started;
  boolean ready;
  long startedSecond;
  long finishedSecond;
  ContainerExit exit;

  /** How the run before ended; null where there was none. */
  Terminated last;

  /** How long its image takes to pull. */
  long pullNs;

  /** When its image is there, it starts, is started, is ready or ends next; never: the maximum. */
  long pulledNs = Long.MAX_VALUE;

  long startNs = Long.MAX_VALUE;

  /** When it is tried again to create it, which failed. */
  long retryNs = Long.MAX_VALUE;

  long startedNs = Long.MAX_VALUE;
  long readyNs = Long.MAX_VALUE;
  long exitNs = Long.MAX_VALUE;

  /** How long the next restart but this one has to wait, and since when that counts. */
  long backoffNs;

  long backoffSinceNs;

  ContainerState(ContainerSpec spec, String waitingReason) {
    this.spec = spec;
    this.waitingReason = waitingReason;
  }

  /** A run that ended. */
  record Terminated(int attempt, long startedSecond, long finishedSecond, ContainerExit exit) {}

  boolean succeeded() {
    return phase == Phase.TERMINATED && exit.code() == 0;
  }

  Terminated terminated() {
    return new Terminated(restarts, startedSecond, finishedSecond, exit);
  }

  /** Returns when something happens next by itself. */
  long nextNs() {
    long beforeStart = Math.min(retryNs, Math.min(pulledNs, startNs));
    return Math.min(beforeStart, Math.min(startedNs, Math.min(readyNs, exitNs)));
  }

  void forgetTimes() {
    pulledNs = Long.MAX_VALUE;
    startNs = Long.MAX_VALUE;
    retryNs = Long.MAX_VALUE;
    startedNs = Long.MAX_VALUE;
    readyNs = Long.MAX_VALUE;
    exitNs = Long.MAX_VALUE;
  }
}
