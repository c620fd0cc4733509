package io.scaletest.hollownode.node;

import java.util.concurrent.TimeUnit;

/**
 * How faithful kubelets are to real ones, and their limits of requests. Immutable.
 *
 * @param reads whether they read at the start what the real one reads, let the first renewal of a
 *     new node's lease wait as it does, and read a pod before each patch of its status
 * @param references whether Secrets and ConfigMaps are watched and tokens requested
 * @param events whether events are posted
 * @param latencies what the machines take
 * @param requestsPerSecond each kubelet's own limit on requests for pods; 0 for none
 * @param burst how many of them may come at once
 * @param podRequestsInFlight how many requests for pods all kubelets together have in flight; 0 for
 *     no limit. What a pod goes through while it waits is sent together
 * @param podLabels whether the labels of pods are kept, since failures are of pods that have some
 */
public record KubeletSettings(
    boolean reads,
    boolean references,
    boolean events,
    Latencies latencies,
    double requestsPerSecond,
    int burst,
    int podRequestsInFlight,
    boolean podLabels) {

  /**
   * What the machine below a kubelet takes at least, beside what a pod's lifetime says.
   *
   * @param mountNs from the first event of the pod until its volumes are mounted
   * @param sandboxNs from the volumes until the sandbox is there
   * @param createNs from the sandbox, or the last init container, until a container runs
   * @param teardownNs from the end of a pod that ends by itself until its sandbox is removed
   */
  public record Latencies(long mountNs, long sandboxNs, long createNs, long teardownNs) {
    /** Nothing takes any time: what a pod goes through is sent at once. */
    public static final Latencies NONE = new Latencies(0, 0, 0, 0);

    /** As of a kubelet with a runtime that does nothing; so each step is sent by itself. */
    public static final Latencies REAL =
        new Latencies(
            TimeUnit.MILLISECONDS.toNanos(100),
            TimeUnit.MILLISECONDS.toNanos(150),
            TimeUnit.MILLISECONDS.toNanos(5),
            TimeUnit.MILLISECONDS.toNanos(100));
  }
}
