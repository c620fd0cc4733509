package io.scaletest.hollownode.pod;

/**
 * How kubelets treat their pods.
 *
 * @param readsFirst whether each status is read before it is patched, as the real kubelet does
 * @param references whether Secrets and ConfigMaps are watched and tokens requested
 * @param latencies what the machines take
 * @param requestsPerSecond each kubelet's own limit on requests for pods; 0 for none
 * @param burst how many of them may come at once
 */
public record PodHabits(
    boolean readsFirst,
    boolean references,
    Latencies latencies,
    double requestsPerSecond,
    int burst) {}
