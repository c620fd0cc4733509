package io.scaletest.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How far a tool's data file has come. */
final class RowCount {
  private RowCount() {}

  /** Returns the lines of a file that is being written; 0 if it is not there yet. */
  static long of(Path file) {
    if (!Files.exists(file)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns how many of a driver's rows say an error. */
  static long failed(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(row -> !row.endsWith(",\"\"")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns whether the last {@code rows} of a driver's rows say no error; the very last one, which
   * may be half written, does not count.
   */
  static boolean lastSucceeded(Path file, int rows) {
    try {
      List<String> all = Files.readAllLines(file);
      return all.size() > rows
          && all.subList(all.size() - 1 - rows, all.size() - 1).stream()
              .allMatch(row -> row.endsWith(",\"\""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
