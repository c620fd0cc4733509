package io.scaletest.common.verdict;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;

/**
 * CPU, heap and garbage collection of this process: since it started ({@link #now}), or in a window
 * ({@link #since}).
 *
 * @param cpuSeconds user and system time of all threads; 0 where unknown
 * @param cores processors the JVM may use
 * @param heapMaxBytes the sum of the heap pools' peaks: at least the largest heap in use at once
 * @param gcPauseSeconds total of the collectors' pauses, as the collectors count them
 * @param gcCount how many collections that was
 */
public record ProcessFacts(
    double cpuSeconds, int cores, long heapMaxBytes, double gcPauseSeconds, long gcCount) {
  /** Collectors that run beside the program have a bean for cycles and one for their pauses. */
  private static final String CONCURRENT_CYCLES_SUFFIX = " Cycles";

  /**
   * Returns the facts now, JVM start included. The first call takes tens of milliseconds, in which
   * the JDK loads its management classes.
   */
  public static ProcessFacts now() {
    // First, so that loading the management classes does not count as the run's CPU time.
    double cpuSeconds =
        ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    long pauseMs = 0;
    long count = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (!collector.getName().endsWith(CONCURRENT_CYCLES_SUFFIX)) {
        pauseMs += Math.max(0, collector.getCollectionTime());
        count += Math.max(0, collector.getCollectionCount());
      }
    }
    long heapBytes = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP && pool.getPeakUsage() != null) {
        heapBytes += pool.getPeakUsage().getUsed();
      }
    }
    return new ProcessFacts(
        cpuSeconds, Runtime.getRuntime().availableProcessors(), heapBytes, pauseMs / 1e3, count);
  }

  /** Returns what was used between {@code before} and these facts; the heap's peak is the later. */
  public ProcessFacts since(ProcessFacts before) {
    return new ProcessFacts(
        Math.max(0, cpuSeconds - before.cpuSeconds),
        cores,
        heapMaxBytes,
        Math.max(0, gcPauseSeconds - before.gcPauseSeconds),
        Math.max(0, gcCount - before.gcCount));
  }
}
