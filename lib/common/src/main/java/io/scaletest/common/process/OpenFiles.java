package io.scaletest.common.process;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The limit of open files and sockets of this process. Asks the system, on Linux; elsewhere nothing
 * is known and nothing is refused. Safe for use by many threads; reads files.
 */
public final class OpenFiles {
  /** What stands in the message of a failure for want of a descriptor: this process's own fault. */
  public static final String EXHAUSTED = "too many open files";

  /** What the process opens beside its connections: results, metrics, the JDK's own files. */
  static final long SPARE = 32;

  /** A chain of causes may be a ring. */
  private static final int CAUSES_MAX = 20;

  private static final long UNLIMITED = Long.MAX_VALUE;
  private static final int DECIMAL = 10;
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Path OPEN = Path.of("/proc/self/fd");
  private static final String LIMIT_NAME = "Max open files";

  private OpenFiles() {}

  /** Returns how many files and sockets may be open at once; the largest number where unknown. */
  public static long limit() {
    try {
      return limit(Files.readString(LIMITS));
    } catch (IOException e) {
      return UNLIMITED;
    }
  }

  /** Returns the soft limit in a text like {@code /proc/self/limits}. */
  static long limit(String limits) {
    int line = limits.indexOf(LIMIT_NAME);
    if (line < 0) {
      return UNLIMITED;
    }
    int start = line + LIMIT_NAME.length();
    while (start < limits.length() && limits.charAt(start) == ' ') {
      start++;
    }
    int end = start;
    while (end < limits.length() && Character.isDigit(limits.charAt(end))) {
      end++;
    }
    return end == start ? UNLIMITED : Long.parseLong(limits, start, end, DECIMAL);
  }

  /** Returns how many are open now; 0 where that is unknown. */
  static long open() {
    long count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(OPEN)) {
      for (Path ignored : files) {
        count++;
      }
    } catch (IOException e) {
      return 0;
    }
    return count;
  }

  /**
   * Refuses a run whose connections would not all find a descriptor: it would fail in the middle,
   * unable to say why.
   *
   * @param what what needs them: {@code 150 nodes with connections of their own}
   * @param connections how many at once
   * @param wayOut what to give instead, if the limit cannot be raised; may be empty
   * @throws ToolException with {@link CommonExit#RESOURCES}
   */
  public static void require(String what, long connections, String wayOut) {
    require(what, connections, wayOut, limit(), open());
  }

  static void require(String what, long connections, String wayOut, long limit, long open) {
    long needed = open + SPARE + connections;
    if (needed > limit) {
      throw new ToolException(
          CommonExit.RESOURCES,
          String.format(
              Locale.ROOT,
              "open files: %s need %d, and this process may have %d: raise the limit"
                  + " (ulimit -n %d)%s",
              what,
              needed,
              limit,
              needed,
              wayOut.isEmpty() ? "" : ", or " + wayOut));
    }
  }

  /**
   * Returns the failure of a program that ran out of descriptors: the JVM loads parts of itself
   * when they are first needed, and does not expect them to be refused. Empty for what was thrown
   * for another reason.
   */
  public static Optional<ToolException> exhaustion(Throwable thrown) {
    int depth = 0;
    for (Throwable t = thrown; t != null && depth < CAUSES_MAX; t = t.getCause(), depth++) {
      if (String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT).contains(EXHAUSTED)) {
        return Optional.of(
            new ToolException(
                CommonExit.RESOURCES,
                "open files: this process may have "
                    + limit()
                    + ", and needed more: raise the limit (ulimit -n)",
                thrown));
      }
    }
    return Optional.empty();
  }
}
