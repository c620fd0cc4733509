package io.scaletest.player.scenario;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many objects of which size clusterloader2's load test has, and in what time it makes them:
 * whole numbers, divided as there.
 *
 * <p><i>Source:</i> perf-tests, {@code clusterloader2/testing/load/config.yaml}.
 */
final class ClusterLoad {
  private static final int BIG = 250;
  private static final int MEDIUM = 30;
  private static final int SMALL = 5;

  /** Below, there are too few pods for big Jobs and for what is measured apart. */
  private static final int SMALL_CLUSTER = 100;

  /** Objects without a pace of their own. */
  private static final int FEW_NODES = 500;

  private final Map<String, String> counts = new LinkedHashMap<>();
  private final long namespaces;

  private ClusterLoad(Map<String, String> parameters) {
    long nodes = Long.parseLong(parameters.get("nodes"));
    long perNamespace = Math.min(nodes, Long.parseLong(parameters.get("nodes-per-namespace")));
    namespaces = nodes / perNamespace;
    long pods = perNamespace * Long.parseLong(parameters.get("pods-per-node"));
    put("namespaces", namespaces);
    // Of each size less by one StatefulSet, but for the big, and by one Job.
    long big = atLeast(0, pods / (4 * BIG) - 1);
    long medium = atLeast(0, pods / (4 * MEDIUM) - 2);
    long small = atLeast(0, pods / (2 * SMALL) - 2);
    inEach("big", big);
    inEach("medium", medium);
    inEach("small", small);
    inEach("big-services", (big + 1) / 2);
    inEach("medium-services", (medium + 1) / 2);
    inEach("small-services", (small + 1) / 2);
    inEach("deployments", big + medium + small);
    inEach("one", 1);
    inEach("big-jobs", nodes < SMALL_CLUSTER ? 0 : 1);
    long measured = nodes < SMALL_CLUSTER ? 0 : 1;
    put("saturation", measured);
    put("saturation-pods", Math.max(1_000, nodes));
    put("latency", measured * Math.max(500, nodes) / namespaces * namespaces);
    put("qps", nodes <= FEW_NODES ? 10 : 100);
    long total = namespaces * pods;
    seconds("create-time", total / Long.parseLong(parameters.get("throughput")));
    seconds("scale-time", total / Long.parseLong(parameters.get("throughput")) / 4);
    seconds("delete-time", total / Long.parseLong(parameters.get("delete-throughput")));
    seconds("latency-time", Long.parseLong(counts.get("latency")) / 5);
    long services = namespaces * ((big + 1) / 2 + (medium + 1) / 2 + (small + 1) / 2 + 2);
    seconds("services-time", services / Long.parseLong(counts.get("qps")));
    seconds(
        "settings-time",
        2 * namespaces * (big + medium + small) / Long.parseLong(counts.get("qps")));
  }

  /** Returns what follows from the parameters, by the names that the specification has for it. */
  static Map<String, String> of(Map<String, String> parameters) {
    return new ClusterLoad(parameters).counts;
  }

  private static long atLeast(long least, long value) {
    return Math.max(least, value);
  }

  private void put(String name, long value) {
    counts.put(name, Long.toString(value));
  }

  /** In the whole cluster, from what each namespace has. */
  private void inEach(String name, long count) {
    put(name, count * namespaces);
  }

  private void seconds(String name, long seconds) {
    counts.put(name, atLeast(1, seconds) + "s");
  }
}
