package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.pools.ContainerExit;

/**
 * The mutable state of one container: phase, times of what is due next, current and last run. For
 * the thread that holds the loop's lock; written by {@link ContainerLife}, {@link PodRun}, {@link
 * PodResize}, {@link ImagePulls}, {@link Probing} and {@link RestartBackoff} alone.
 */
final class ContainerState {
  /** The parts of a container's life. */
  enum Phase {
    WAITING,
    RUNNING,
    TERMINATED
  }

  /** Which of the pod's three lists it is in, sidecars apart. */
  enum Role {
    INIT,
    SIDECAR,
    MAIN,
    EPHEMERAL
  }

  static final String CREATING = "ContainerCreating";
  static final String INITIALIZING = "PodInitializing";
  static final String CONFIG_ERROR = "CreateContainerConfigError";
  static final String CRASH_LOOP = "CrashLoopBackOff";
  static final long NEVER = Long.MAX_VALUE;

  final Role role;

  /** As it is wanted now. */
  ContainerSpec spec;

  Phase phase = Phase.WAITING;
  String waitingReason;
  String waitingMessage = "";
  int restarts;
  boolean started;
  boolean ready;
  long startedSecond;
  long finishedSecond;
  ContainerExit exit;
  String exitMessage = "";

  /** The image of the run that is, or was; null before there was one. */
  String image;

  /** Its resources as the node has granted them, and as the run has them. */
  String allocatedJson;

  String actualJson;

  /** How the run before ended; null where there was none. */
  Terminated last;

  /** How long its image takes to pull. */
  long pullNs;

  /** When its image is there, it starts, is started, is ready or ends next. */
  long pulledNs = NEVER;

  long startNs = NEVER;

  /** Of an image that could not be pulled; null where none could not. */
  ImagePulls.Backoff pullBackoff;

  /** When it is tried again to create it, which failed. */
  long retryNs = NEVER;

  long startedNs = NEVER;
  long readyNs = NEVER;
  long exitNs = NEVER;

  /** Since when it runs, or ran. */
  long sinceNs;

  /** Probes that fail at times, and what its memory may be; null where there are none. */
  Probing probing;

  MemoryLimit memory;

  /** When its new resources are in force. */
  long resizedNs = NEVER;

  /** When it gets SIGTERM, at the latest SIGKILL, and its hook before that has ended. */
  long termNs = NEVER;

  long killNs = NEVER;
  long hookEndNs;

  /** It is being stopped, perhaps to be started again whatever its policy says. */
  boolean stopping;

  boolean restartsAnyway;

  /** A probe had it killed. */
  boolean unhealthy;

  /** It should have ended, and does not. */
  boolean held;

  /** It was killed since the pod as a whole used too much memory. */
  boolean killedForPod;

  /** How often it was killed for its own memory, as far as this process knows. */
  int oomKills;

  /** How long the next restart but this one has to wait, and since when that counts. */
  long backoffNs;

  long backoffSinceNs;

  ContainerState(ContainerSpec spec, Role role, String waitingReason) {
    this.spec = spec;
    this.role = role;
    this.waitingReason = waitingReason;
    this.allocatedJson = spec.resourcesJson();
    this.actualJson = spec.resourcesJson();
  }

  /** A run that ended; times are 0 where nobody knows them. */
  record Terminated(
      int attempt, long startedSecond, long finishedSecond, ContainerExit exit, String message) {}

  String name() {
    return spec.name();
  }

  boolean isRunning() {
    return phase == Phase.RUNNING;
  }

  boolean succeeded() {
    return phase == Phase.TERMINATED && exit.code() == 0;
  }

  /** Tells whether it ran, now or before. */
  boolean everRan() {
    return phase != Phase.WAITING || last != null;
  }

  /** Returns how its last run ended; null if none did. */
  ContainerExit lastExit() {
    if (phase == Phase.TERMINATED) {
      return exit;
    }
    return phase == Phase.WAITING && last != null ? last.exit() : null;
  }

  Terminated terminated() {
    return new Terminated(restarts, startedSecond, finishedSecond, exit, exitMessage);
  }

  /** Returns when something happens next by itself. */
  long nextNs() {
    long starts = Math.min(Math.min(retryNs, pulledNs), Math.min(startNs, startedNs));
    long ends = Math.min(Math.min(readyNs, exitNs), Math.min(termNs, resizedNs));
    long probes = probing == null ? NEVER : probing.nextNs();
    long kills = memory == null ? NEVER : memory.nextNs();
    return Math.min(Math.min(starts, ends), Math.min(probes, kills));
  }

  /** Makes it one that waits, and is tried again to be created at {@code whenNs}. */
  void waitFor(String reason, String message, long whenNs) {
    if (phase == Phase.TERMINATED) {
      last = terminated();
    }
    forgetTimes();
    phase = Phase.WAITING;
    waitingReason = reason;
    waitingMessage = message;
    retryNs = whenNs;
  }

  void forgetTimes() {
    pulledNs = NEVER;
    startNs = NEVER;
    retryNs = NEVER;
    startedNs = NEVER;
    readyNs = NEVER;
    exitNs = NEVER;
    termNs = NEVER;
    killNs = NEVER;
    resizedNs = NEVER;
    probing = null;
    memory = null;
    stopping = false;
    unhealthy = false;
    held = false;
    killedForPod = false;
  }
}
