package io.scaletest.e2e;

import io.scaletest.common.clock.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The columns of a logger's data file that these tests look at.
 *
 * @param diff {@value #NO_DIFF} in the files that have no such column
 */
record LoggerRow(
    String op, String name, String creationTime, int adds, int updates, int deletes, int diff) {
  static final int NO_DIFF = -1;

  /** Without {@code diff}, which only cm-logger's file has. */
  private static final int COLUMNS = 9;

  private static final long LOOK_INTERVAL_NS = 100_000_000;

  static List<LoggerRow> readAll(Path file) throws IOException {
    List<LoggerRow> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] columns = line.split(",");
      if (columns.length != COLUMNS && columns.length != COLUMNS + 1) {
        throw new AssertionError("not a row: " + line);
      }
      rows.add(
          new LoggerRow(
              columns[1],
              columns[2].replace("\"", ""),
              columns[3],
              Integer.parseInt(columns[4]),
              Integer.parseInt(columns[5]),
              Integer.parseInt(columns[6]),
              columns.length == COLUMNS ? NO_DIFF : Integer.parseInt(columns[COLUMNS])));
    }
    return rows;
  }

  /**
   * Returns how often each creation and deletion of the objects whose names begin with {@code
   * prefix} was seen, by {@code <op> <namespace>/<name>}. A logger that is behind writes one row, a
   * delete's, of a creation and a deletion, and says in it that it saw both.
   */
  static Map<String, Integer> createsAndDeletes(Path file, String prefix) throws IOException {
    Map<String, Integer> seen = new HashMap<>();
    for (LoggerRow row : readAll(file)) {
      if (row.name().startsWith(prefix) && !row.op().equals("update")) {
        seen.merge(row.op() + " " + row.name(), 1, Integer::sum);
        if (row.op().equals("delete") && row.adds() > 0) {
          seen.merge("create " + row.name(), row.adds(), Integer::sum);
        }
      }
    }
    return seen;
  }

  /** Waits until the file has a delete of so many objects whose names begin with {@code prefix}. */
  static void awaitDeletes(Path file, String prefix, int objects, Duration limit)
      throws IOException {
    long endNs = Ticker.system().nanos() + limit.toNanos();
    Set<String> deleted = new HashSet<>();
    while (deleted.size() < objects) {
      if (Ticker.system().nanos() > endNs) {
        throw new AssertionError(deleted.size() + " deletes after " + limit + ", not " + objects);
      }
      LockSupport.parkNanos(LOOK_INTERVAL_NS);
      for (String line : Files.readAllLines(file)) {
        String[] columns = line.split(",");
        // The last line may be half written.
        if (columns.length >= COLUMNS
            && columns[1].equals("delete")
            && columns[2].startsWith("\"" + prefix)) {
          deleted.add(columns[2]);
        }
      }
    }
  }
}
