package io.scaletest.watching.watchers;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What this process holds.
 *
 * @param heapBytes the heap in use after a collection of all of it
 * @param residentBytes memory that the system has given to the process; 0 where it does not tell
 * @param threads threads of the process, the JVM's own included; 0 where the system does not tell
 */
record OwnMemory(long heapBytes, long residentBytes, long threads) {
  static final OwnMemory UNKNOWN = new OwnMemory(0, 0, 0);

  private static final Path STATUS = Path.of("/proc/self/status");

  /** Returns the figures now; stops the program for as long as a full collection takes. */
  static OwnMemory afterCollection() {
    System.gc();
    long heapBytes = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    try {
      List<String> status = Files.readAllLines(STATUS);
      return new OwnMemory(heapBytes, field(status, "VmRSS:") * 1024, field(status, "Threads:"));
    } catch (IOException e) {
      return new OwnMemory(heapBytes, 0, 0);
    }
  }

  boolean isKnown() {
    return heapBytes > 0;
  }

  private static long field(List<String> status, String name) {
    for (String line : status) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.substring(name.length()).replace("kB", "").strip());
      }
    }
    return 0;
  }
}
