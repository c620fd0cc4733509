package io.scaletest.common.logging;

import io.scaletest.common.datafile.IoReason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * The log file: once it cannot be written, it says so on standard error, and takes nothing more. A
 * log that is cut is no reason to lose a measurement, nor to say nothing.
 */
final class LogFile extends OutputStream {
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
}
