package io.scaletest.hollownode.kubelet;

import io.scaletest.hollownode.pod.PodHabits;

/**
 * How faithful kubelets are.
 *
 * @param startupReads whether they read at the start what the real one reads, and let the first
 *     renewal of a new node's lease wait as it does
 * @param pods how they treat their pods
 */
public record KubeletHabits(boolean startupReads, PodHabits pods) {}
