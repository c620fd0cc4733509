package io.scaletest.common.session;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A reserve of file descriptors for the end of a run: closed right before results are written, it
 * leaves room for these even where the limit of open files was reached. For one thread.
 */
final class FileReserve implements AutoCloseable {
  private static final int FILES = 8;
  private static final Path ANY = Path.of("/dev/null");

  private final List<Closeable> held = new ArrayList<>(FILES);

  private FileReserve() {}

  /** Opens the reserve, as far as the system lets it. */
  static FileReserve open() {
    FileReserve reserve = new FileReserve();
    try {
      for (int i = 0; i < FILES; i++) {
        InputStream file = Files.newInputStream(ANY);
        reserve.held.add(file);
      }
    } catch (IOException e) {
      // A system without that file, or none left already: the end has what it has.
      return reserve;
    }
    return reserve;
  }

  /** Gives the files back. Calling it again does nothing. */
  @Override
  public void close() {
    for (Closeable file : held) {
      try {
        file.close();
      } catch (IOException e) {
        // Nothing was written to it.
        continue;
      }
    }
    held.clear();
  }
}
