package io.scaletest.hollownode.pod;

import java.util.concurrent.TimeUnit;

/**
 * What the machine below a kubelet takes at least, beside what a pod's lifetime says.
 *
 * @param mountNs from the pod's coming until its volumes are looked at
 * @param sandboxNs from the volumes until the sandbox is there
 * @param createNs from the sandbox, or the last init container, until a container runs
 * @param teardownNs from the end of a pod that ends by itself until its sandbox is gone
 */
public record Latencies(long mountNs, long sandboxNs, long createNs, long teardownNs) {
  /** Nothing takes any time: what a pod goes through is told at once. */
  public static final Latencies NONE = new Latencies(0, 0, 0, 0);

  /** As of a kubelet with a runtime that does nothing; so each step is told by itself. */
  public static final Latencies REAL =
      new Latencies(
          TimeUnit.MILLISECONDS.toNanos(100),
          TimeUnit.MILLISECONDS.toNanos(150),
          TimeUnit.MILLISECONDS.toNanos(5),
          TimeUnit.MILLISECONDS.toNanos(100));
}
