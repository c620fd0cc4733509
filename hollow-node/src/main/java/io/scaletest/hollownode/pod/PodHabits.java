package io.scaletest.hollownode.pod;

/**
 * How kubelets treat their pods.
 *
 * @param readsFirst whether each status is read before it is patched, as the real kubelet does
 * @param references whether Secrets and ConfigMaps are watched and tokens requested
 * @param latencies what the machines take
 * @param requestsPerSecond each kubelet's own limit on requests for pods; 0 for none
 * @param burst how many of them may come at once
 * @param inFlight how many requests for pods all kubelets together have in flight; 0 for no limit.
 *     What a pod goes through while it waits is told together
 */
public record PodHabits(
    boolean readsFirst,
    boolean references,
    Latencies latencies,
    double requestsPerSecond,
    int burst,
    int inFlight) {}
