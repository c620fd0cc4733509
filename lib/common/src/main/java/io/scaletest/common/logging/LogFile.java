package io.scaletest.common.logging;

import io.scaletest.common.datafile.IoReason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * The output stream of the log file. After the first failed write it reports that on standard error
 * and discards the rest: a log that is cut is no reason to lose a measurement.
 */
final class LogFile extends OutputStream {
  private static final String DEFAULT_FOLDER = System.getProperty("java.io.tmpdir");

  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private final Path path;
  private final OutputStream file;
  private boolean cut;

  LogFile(Path path, OutputStream file) {
    this.path = path;
    this.file = file;
  }

  @Override
  public void write(int oneByte) {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    if (cut) {
      return;
    }
    try {
      file.write(bytes, offset, length);
    } catch (IOException e) {
      cut = true;
      System.err.println("the log file " + path + " is cut: " + IoReason.of(e));
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /**
   * Returns the file that was asked for, or one named after program, host, user, time and pid.
   * <i>Source:</i> klog's {@code logName}.
   */
  static Path path(LogSettings settings) {
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
