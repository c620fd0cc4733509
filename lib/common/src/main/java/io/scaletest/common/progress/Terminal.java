package io.scaletest.common.progress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** Detects whether standard error is a terminal, and how wide. */
final class Terminal {
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
  private static final int MAX_COLUMNS = 10_000;

  private Terminal() {}

  /**
   * Returns whether a person sees standard error, on a terminal that can overwrite a line. Where
   * there is no {@code /proc}, it is taken for one if standard input and output are.
   */
  static boolean isStandardErrorOne() {
    // System.console() loads far more classes than a look at a link.
    return isOne(target(STANDARD_ERROR), System.getenv(), () -> System.console() != null);
  }

  /**
   * @param target what the descriptor leads to, if that can be known
   * @param elsewhere asked if it cannot
   */
  static boolean isOne(
      Optional<String> target, Map<String, String> environment, BooleanSupplier elsewhere) {
    String kind = environment.getOrDefault("TERM", "");
    if (kind.isEmpty() || kind.equals("dumb")) {
      return false;
    }
    return target.map(Terminal::isTerminalDevice).orElseGet(elsewhere::getAsBoolean);
  }

  private static boolean isTerminalDevice(String target) {
    return target.startsWith("/dev/pts/")
        || target.startsWith("/dev/tty")
        || target.equals("/dev/console");
  }

  private static Optional<String> target(Path descriptor) {
    try {
      return Optional.of(Files.readSymbolicLink(descriptor).toString());
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
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
