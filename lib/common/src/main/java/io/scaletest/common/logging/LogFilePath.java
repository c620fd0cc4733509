package io.scaletest.common.logging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Where the log goes when it goes to a file. <i>Source:</i> klog's {@code logName}. */
final class LogFilePath {
  private static final String DEFAULT_FOLDER = System.getProperty("java.io.tmpdir");

  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private LogFilePath() {}

  /** Returns the file that was asked for, or one named after program, host, user, time and pid. */
  static Path of(LogSettings settings) {
    if (!settings.file().isEmpty()) {
      return Path.of(settings.file());
    }
    Path folder = Path.of(settings.folder().isEmpty() ? DEFAULT_FOLDER : settings.folder());
    LocalDateTime started =
        LocalDateTime.ofInstant(
            ProcessHandle.current().info().startInstant().orElseThrow(), ZoneId.systemDefault());
    String name =
        settings.program()
            + "."
            + host()
            + "."
            + System.getProperty("user.name")
            + ".log.INFO."
            + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(started)
            + "."
            + ProcessHandle.current().pid();
    link(folder.resolve(settings.program() + ".INFO"), name);
    return folder.resolve(name);
  }

  /** Read from the kernel: asking the JDK would ask DNS, which may take seconds. */
  private static String host() {
    try {
      String name = Files.readString(HOST_NAME).strip();
      int dot = name.indexOf('.');
      return dot < 0 ? name : name.substring(0, dot);
    } catch (IOException e) {
      return System.getenv().getOrDefault("HOSTNAME", "unknownhost");
    }
  }

  /** The link to the latest file is a convenience: where it cannot be made, the log goes on. */
  private static void link(Path link, String target) {
    try {
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, Path.of(target));
    } catch (IOException | UnsupportedOperationException e) {
      // The file itself will say whether the folder is writable.
      return;
    }
  }
}
