package io.scaletest.kube.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Detects whether this process can read from its controlling terminal. */
final class ControllingTerminal {
  private static final Path STDIN = Path.of("/proc/self/fd/0");
  private static final Path STAT = Path.of("/proc/self/stat");

  /** Where in {@code stat}, behind the name of the program, these stand. */
  private static final int GROUP = 2;

  private static final int FOREGROUND_GROUP = 5;

  private ControllingTerminal() {}

  /**
   * Returns whether a user can be prompted: standard input is a terminal, and this process is not
   * in the background, where it would be stopped for reading. Never so where there is no {@code
   * /proc}.
   */
  static boolean canAsk() {
    try {
      String stdin = Files.readSymbolicLink(STDIN).toString();
      String stat = Files.readString(STAT, StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (stdin.startsWith("/dev/pts/") || stdin.startsWith("/dev/tty"))
          && fields[GROUP].equals(fields[FOREGROUND_GROUP]);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
