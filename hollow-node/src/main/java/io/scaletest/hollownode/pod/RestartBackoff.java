package io.scaletest.hollownode.pod;

import io.scaletest.common.text.DurationText;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The kubelet's crash-loop back-off: none after a container's first end, then 10 s, doubled each
 * time up to 5 minutes, and from the start again once it has run well. Stateless; the delays stand
 * in the container's state.
 */
final class RestartBackoff {
  static final long INITIAL_NS = TimeUnit.SECONDS.toNanos(10);
  static final long MAX_NS = TimeUnit.SECONDS.toNanos(300);

  /** The back-off is forgotten when nothing happened for so long. */
  static final long RESET_NS = 2 * MAX_NS;

  /** So many doublings are more than the limit. */
  private static final int DOUBLINGS_MAX = 10;

  private RestartBackoff() {}

  /** Notes that {@code container} ended at {@code nowNs}; returns how long it must wait. */
  static long afterEnd(ContainerState container, long nowNs) {
    boolean fresh = container.backoffNs == 0 || nowNs - container.backoffSinceNs > RESET_NS;
    long waitNs = fresh ? 0 : container.backoffNs;
    container.backoffNs = fresh ? INITIAL_NS : Math.min(2 * container.backoffNs, MAX_NS);
    container.backoffSinceNs = nowNs + waitNs;
    return waitNs;
  }

  /**
   * Tells whether a container that a probe had killed at {@code nowNs} must wait for its restart,
   * as after any other end; if not, notes that it is started again at once. A kubelet counts from
   * the end before, since it starts the container in the same breath in which it kills it.
   *
   * @param previousEndNs when the run before had ended; empty where there was none
   */
  static boolean waitsAfterKill(ContainerState container, OptionalLong previousEndNs, long nowNs) {
    if (previousEndNs.isEmpty()) {
      return false;
    }
    long endNs = previousEndNs.getAsLong();
    boolean known = container.backoffNs != 0 && endNs - container.backoffSinceNs <= RESET_NS;
    if (known && nowNs - endNs < container.backoffNs) {
      return true;
    }
    container.backoffNs = known ? Math.min(2 * container.backoffNs, MAX_NS) : INITIAL_NS;
    container.backoffSinceNs = nowNs;
    return false;
  }

  /** Returns what the wait after so many restarts one after the other is. */
  private static long afterRestarts(int restarts) {
    return restarts <= 0
        ? 0
        : Math.min(INITIAL_NS << Math.min(restarts - 1, DOUBLINGS_MAX), MAX_NS);
  }

  /** Takes over how often a container was restarted, as if the waits had been this process's. */
  static void adopt(ContainerState container, PodHost node) {
    boolean waits = container.phase == ContainerState.Phase.WAITING;
    container.backoffNs = afterRestarts(waits ? container.restarts + 1 : container.restarts);
    ContainerState.Terminated last = container.last;
    container.backoffSinceNs =
        last == null
            ? Long.MIN_VALUE / 2
            : node.nanosAtEpochSecond(last.finishedSecond()) + (waits ? waitNs(container) : 0);
  }

  /** Returns how long a container waits that waits for its restart. */
  static long waitNs(ContainerState container) {
    return afterRestarts(container.restarts);
  }

  /** Returns the text of the waiting state and of the event. */
  static String message(long waitNs, String container, PodSpec pod) {
    return "back-off "
        + DurationText.of(Duration.ofNanos(waitNs).truncatedTo(ChronoUnit.SECONDS))
        + " restarting failed container="
        + container
        + " pod="
        + podText(pod);
  }

  /** Returns the pod as the kubelet names it. */
  static String podText(PodSpec pod) {
    return pod.name() + "_" + pod.namespace() + "(" + pod.uid() + ")";
  }
}
