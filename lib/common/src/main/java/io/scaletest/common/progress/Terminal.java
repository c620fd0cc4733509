package io.scaletest.common.progress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** What standard error is connected to. */
public final class Terminal {
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
  private static final int MAX_COLUMNS = 10_000;

  private Terminal() {}

  /**
   * Returns whether a person sees standard error, on a terminal that can overwrite a line. Where
   * there is no {@code /proc}, it is taken for one if standard input and output are.
   */
  public static boolean isStandardErrorOne() {
    // System.console() loads far more classes than a look at a link.
    return isOne(STANDARD_ERROR, System.getenv(), () -> System.console() != null);
  }

  static boolean isOne(
      Path descriptor, Map<String, String> environment, BooleanSupplier elsewhere) {
    String kind = environment.getOrDefault("TERM", "");
    if (kind.isEmpty() || kind.equals("dumb")) {
      return false;
    }
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return elsewhere.getAsBoolean();
    }
  }

  /** Returns the width that the environment variable COLUMNS gives, if it gives one. */
  static OptionalInt columns(Map<String, String> environment) {
    String given = environment.getOrDefault("COLUMNS", "");
    if (!given.matches("[0-9]{1,5}")) {
      return OptionalInt.empty();
    }
    int columns = Integer.parseInt(given);
    return columns > 0 && columns <= MAX_COLUMNS ? OptionalInt.of(columns) : OptionalInt.empty();
  }
}
