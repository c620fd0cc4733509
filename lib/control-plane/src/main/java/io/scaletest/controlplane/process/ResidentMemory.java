package io.scaletest.controlplane.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How much memory a process has in use. */
public final class ResidentMemory {
  private static final String FIELD = "VmRSS:";
  private static final long BYTES_PER_KIB = 1_024;

  private ResidentMemory() {}

  /** Returns the resident bytes; empty where the system does not tell (other than Linux). */
  public static OptionalLong bytesOf(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return OptionalLong.empty();
    }
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith(FIELD))
          .map(line -> line.substring(FIELD.length()).replace("kB", "").strip())
          .mapToLong(kib -> Long.parseLong(kib) * BYTES_PER_KIB)
          .findFirst();
    } catch (IOException endedMeanwhile) {
      return OptionalLong.empty();
    }
  }
}
