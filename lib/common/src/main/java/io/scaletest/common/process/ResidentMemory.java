package io.scaletest.common.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The resident memory of a process, now and at its peak. */
public final class ResidentMemory {
  private static final String NOW = "VmRSS:";
  private static final String MOST = "VmHWM:";
  private static final long BYTES_PER_KIB = 1_024;

  private ResidentMemory() {}

  /** Returns the resident bytes now; empty where it is unknown (other than Linux). */
  public static OptionalLong bytesOf(long pid) {
    return read(pid, NOW);
  }

  /** Returns the most resident bytes since the process started, likewise. */
  public static OptionalLong mostBytesOf(long pid) {
    return read(pid, MOST);
  }

  private static OptionalLong read(long pid, String field) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return OptionalLong.empty();
    }
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith(field))
          .map(line -> line.substring(field.length()).replace("kB", "").strip())
          .mapToLong(kib -> Long.parseLong(kib) * BYTES_PER_KIB)
          .findFirst();
    } catch (IOException | UncheckedIOException endedMeanwhile) {
      return OptionalLong.empty();
    }
  }
}
