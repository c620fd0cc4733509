package io.scaletest.fleet.merge;

import io.scaletest.fleet.spec.Role;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Merges data files: next is always the row with the earliest time of those that are first in their
 * files. So rows of one file keep their order, and memory is a buffer a file. Times are those of
 * the members' own clocks. Stateless.
 */
final class RowMerge {
  private static final int OUT_BYTES = 256 * 1024;

  /** Rows of a driver are written when the answer is there, which is their second column. */
  private static final int DRIVER_TIME_AT = "2026-11-29 06:20:43.123,".length();

  private RowMerge() {}

  /**
   * Merges files into one, replacing it.
   *
   * @param role of those that wrote them
   * @return how many rows each file had
   * @throws IOException if a file cannot be read or has a row without a time, or the target cannot
   *     be written
   */
  static List<Long> merge(Role role, List<Path> files, Path target) throws IOException {
    int timeAt = role == Role.DRIVER ? DRIVER_TIME_AT : 0;
    List<RowReader> readers = new ArrayList<>();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), OUT_BYTES)) {
      PriorityQueue<RowReader> first = new PriorityQueue<>();
      for (Path file : files) {
        RowReader reader = new RowReader(file, readers.size(), timeAt);
        readers.add(reader);
        if (reader.next()) {
          first.add(reader);
        }
      }
      while (!first.isEmpty()) {
        RowReader reader = first.poll();
        reader.writeTo(out);
        if (reader.next()) {
          first.add(reader);
        }
      }
    } finally {
      for (RowReader reader : readers) {
        reader.close();
      }
    }
    return readers.stream().map(RowReader::rows).toList();
  }
}
