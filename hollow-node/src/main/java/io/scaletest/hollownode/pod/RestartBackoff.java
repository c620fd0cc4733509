package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.podspec.PodSpec;
import java.util.concurrent.TimeUnit;

/**
 * How long a container that ended must wait to be started again: not at all after its first end,
 * then 10 s, doubled each time up to 5 minutes, and from the start again once it has run well.
 */
final class RestartBackoff {
  static final long INITIAL_NS = TimeUnit.SECONDS.toNanos(10);
  static final long MAX_NS = TimeUnit.SECONDS.toNanos(300);

  /** The back-off is forgotten when nothing happened for so long. */
  static final long RESET_NS = 2 * MAX_NS;

  private RestartBackoff() {}

  /** Notes that {@code container} ended at {@code nowNs}; returns how long it must wait. */
  static long afterEnd(ContainerState container, long nowNs) {
    boolean fresh = container.backoffNs == 0 || nowNs - container.backoffSinceNs > RESET_NS;
    long waitNs = fresh ? 0 : container.backoffNs;
    container.backoffNs = fresh ? INITIAL_NS : Math.min(2 * container.backoffNs, MAX_NS);
    container.backoffSinceNs = nowNs + waitNs;
    return waitNs;
  }

  /** Returns the text of the waiting state and of the event. */
  static String message(long waitNs, String container, PodSpec pod) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(waitNs);
    String text = seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
    return "back-off "
        + text
        + " restarting failed container="
        + container
        + " pod="
        + pod.name()
        + "_"
        + pod.namespace()
        + "("
        + pod.uid()
        + ")";
  }
}
