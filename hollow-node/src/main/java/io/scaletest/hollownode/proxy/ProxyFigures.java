package io.scaletest.hollownode.proxy;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts of what the kube-proxies of one process have watched. Safe for use by many threads. */
final class ProxyFigures {
  private static final long NEVER = Long.MIN_VALUE;

  final LongAdder serviceChanges = new LongAdder();
  final LongAdder endpointSliceChanges = new LongAdder();
  final LongAdder watches = new LongAdder();
  final LongAdder synced = new LongAdder();
  private final AtomicLong lastChangeNs = new AtomicLong(NEVER);

  void changed(LongAdder what, long nowNs) {
    what.increment();
    lastChangeNs.lazySet(nowNs);
  }

  /** Returns how many changes of Services have come, over all proxies. */
  public long serviceChanges() {
    return serviceChanges.sum();
  }

  /** Returns how many changes of EndpointSlices have come, over all proxies. */
  public long endpointSliceChanges() {
    return endpointSliceChanges.sum();
  }

  /** Returns whether every watch has had all that there was at its start. */
  public boolean allSynced() {
    return watches.sum() > 0 && synced.sum() >= watches.sum();
  }

  /** Returns when the last change came; {@code whenNone} if none has. */
  long lastChangeNs(long whenNone) {
    long last = lastChangeNs.get();
    return last == NEVER ? whenNone : last;
  }
}
