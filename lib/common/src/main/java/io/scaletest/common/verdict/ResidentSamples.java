package io.scaletest.common.verdict;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.process.ResidentMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Collects how much memory this process has resident, as often as a {@link ResidentTrend} of the
 * run's length needs: each second at first, and half as often each time there would be too many.
 * Safe for use by many threads; {@link #look} reads a file of {@code /proc} once in a while.
 */
final class ResidentSamples {
  static final int MOST = 240;
  private static final long FIRST_EVERY_NS = TimeUnit.SECONDS.toNanos(1);

  private final Supplier<OptionalLong> resident;
  private final long startNs;

  @GuardedBy("this")
  private final List<Long> bytes = new ArrayList<>();

  @GuardedBy("this")
  private long everyNs = FIRST_EVERY_NS;

  /** Whether this is no system that tells: then it is not asked again. */
  @GuardedBy("this")
  private boolean unknown;

  /**
   * Takes the first sample.
   *
   * @param startNs the start, as a reading of the run's ticker
   */
  ResidentSamples(Supplier<OptionalLong> resident, long startNs) {
    this.resident = resident;
    this.startNs = startNs;
    look(startNs);
  }

  /** Returns the samples of this process. */
  static ResidentSamples ofThisProcess(long startNs) {
    long pid = ProcessHandle.current().pid();
    return new ResidentSamples(() -> ResidentMemory.bytesOf(pid), startNs);
  }

  /**
   * Takes the samples that are due; those that a standstill held up are what is found behind it.
   */
  synchronized void look(long nowNs) {
    if (unknown || nowNs - startNs < bytes.size() * everyNs) {
      return;
    }
    OptionalLong found = resident.get();
    if (found.isEmpty()) {
      unknown = bytes.isEmpty();
      return;
    }
    while (bytes.size() * everyNs <= nowNs - startNs) {
      if (bytes.size() == MOST) {
        thinOut();
      } else {
        bytes.add(found.getAsLong());
      }
    }
  }

  @GuardedBy("this")
  private void thinOut() {
    for (int i = 0; i < MOST / 2; i++) {
      bytes.set(i, bytes.get(2 * i));
    }
    bytes.subList(MOST / 2, MOST).clear();
    everyNs *= 2;
  }

  synchronized ResidentTrend trend() {
    return bytes.isEmpty() ? ResidentTrend.UNKNOWN : new ResidentTrend(everyNs / 1e9, bytes);
  }
}
