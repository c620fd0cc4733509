package io.scaletest.e2e;

import io.scaletest.common.clock.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** The columns of a logger's data file that these tests look at. */
record LoggerRow(String op, String name, int adds, int updates, int deletes, int diff) {
  private static final long LOOK_INTERVAL_NS = 100_000_000;

  static List<LoggerRow> readAll(Path file) throws IOException {
    List<LoggerRow> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] columns = line.split(",");
      if (columns.length != 10) {
        throw new AssertionError("not a row: " + line);
      }
      rows.add(
          new LoggerRow(
              columns[1],
              columns[2].replace("\"", ""),
              Integer.parseInt(columns[4]),
              Integer.parseInt(columns[5]),
              Integer.parseInt(columns[6]),
              Integer.parseInt(columns[9])));
    }
    return rows;
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
        if (columns.length == 10
            && columns[1].equals("delete")
            && columns[2].startsWith("\"" + prefix)) {
          deleted.add(columns[2]);
        }
      }
    }
  }
}
