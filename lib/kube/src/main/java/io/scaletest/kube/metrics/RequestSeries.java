package io.scaletest.kube.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/** Counts and durations of one method's requests to one server. */
final class RequestSeries {
  /** <i>Source:</i> k8s.io/component-base/metrics/prometheus/restclient. */
  static final double[] UPPER_BOUNDS_SECONDS = {
    0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, Double.POSITIVE_INFINITY
  };

  private static final long[] UPPER_BOUNDS_NS = new long[UPPER_BOUNDS_SECONDS.length];
  private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Index 0 stands for a request without an answer. */
  private static final int CODE_LIMIT = 600;

  static {
    for (int i = 0; i < UPPER_BOUNDS_NS.length; i++) {
      UPPER_BOUNDS_NS[i] = (long) (UPPER_BOUNDS_SECONDS[i] * NS_PER_SECOND);
    }
  }

  private final AtomicReferenceArray<LongAdder> byCode = new AtomicReferenceArray<>(CODE_LIMIT);
  private final LongAdder[] buckets = new LongAdder[UPPER_BOUNDS_NS.length];
  private final LongAdder sumNs = new LongAdder();

  RequestSeries() {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  void record(int status, long durationNs) {
    int code = status > 0 && status < CODE_LIMIT ? status : 0;
    LongAdder count = byCode.get(code);
    if (count == null) {
      byCode.compareAndSet(code, null, new LongAdder());
      count = byCode.get(code);
    }
    count.increment();
    int bucket = 0;
    while (durationNs > UPPER_BOUNDS_NS[bucket]) {
      bucket++;
    }
    buckets[bucket].increment();
    sumNs.add(durationNs);
  }

  /** Calls {@code consumer} with each status seen, {@code <error>} for none, and its count. */
  void forEachCode(BiConsumer<String, Long> consumer) {
    for (int code = 0; code < CODE_LIMIT; code++) {
      LongAdder count = byCode.get(code);
      if (count != null) {
        consumer.accept(code == 0 ? "<error>" : Integer.toString(code), count.sum());
      }
    }
  }

  /** Returns the counts of each bucket alone, not cumulated. */
  long[] bucketCounts() {
    long[] counts = new long[buckets.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = buckets[i].sum();
    }
    return counts;
  }

  double sumSeconds() {
    return sumNs.sum() / NS_PER_SECOND;
  }
}
