package io.scaletest.fabric8.traffic;

import io.scaletest.common.latency.LatencySeries;
import io.scaletest.kube.transport.ApiReply;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts and latencies of one verb of one resource. Safe for use by many threads. */
final class TrafficSeries {
  private final LatencySeries response;
  private final ConcurrentHashMap<Integer, LongAdder> byStatus = new ConcurrentHashMap<>();

  TrafficSeries(String label) {
    this.response = new LatencySeries(label.replaceAll("[^A-Za-z0-9._-]", "_"));
  }

  void record(ApiReply reply) {
    byStatus.computeIfAbsent(reply.status(), status -> new LongAdder()).increment();
    if (reply.wasSent()) {
      response.record(reply.answeredNs() - reply.queuedNs());
    }
  }

  /** From when the program asked to the last byte of the answer; of a watch, to its head. */
  LatencySeries response() {
    return response;
  }

  /** Returns how many requests ended with each status; 0 for those without an answer. */
  SortedMap<Integer, Long> byStatus() {
    SortedMap<Integer, Long> counts = new TreeMap<>();
    byStatus.forEach((status, count) -> counts.put(status, count.sum()));
    return counts;
  }
}
