package io.scaletest.bench.fabric8;

import com.sun.management.OperatingSystemMXBean;
import io.scaletest.common.latency.LatencySeries;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a measured program knows of its own process, and how it tells: {@code name=value}, a line
 * each.
 */
final class MeasuredProcess {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final double NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final double BYTES_PER_KB = 1_024;
  private static final int COLLECTIONS = 3;
  private static final long BETWEEN_COLLECTIONS_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private MeasuredProcess() {}

  static long cpuNs() {
    return PROCESS.getProcessCpuTime();
  }

  /** Returns what is in use of the heap after some collections. */
  static double heapKb() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      LockSupport.parkNanos(BETWEEN_COLLECTIONS_NS);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / BYTES_PER_KB;
  }

  static int classes() {
    return ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
  }

  static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  /** Returns how many sockets are open. */
  static long sockets() throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(MeasuredProcess::isSocket).count();
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  static void tell(String name, double value) {
    System.out.printf(Locale.ROOT, "%s=%.3f%n", name, value);
  }

  static void tellMs(String name, long ns) {
    tell(name, ns / NS_PER_MS);
  }

  /** Tells a series' median, its slowest hundredth and its maximum, in milliseconds. */
  static void tellMs(String name, LatencySeries series) {
    tellMs(name + " p50 ms", series.total().getValueAtPercentile(50));
    tellMs(name + " p99 ms", series.total().getValueAtPercentile(99));
    tellMs(name + " max ms", series.total().getMaxValue());
  }
}
