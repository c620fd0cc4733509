package io.scaletest.report.input;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The rows of many watchers, one each, put together.
 *
 * @param watchers how many
 * @param counts sums of the columns that count; {@code establishMaxUs} and {@code
 *     notificationMaxUs} are the largest of all watchers
 */
public record WatcherRowsFile(long watchers, Map<String, Long> counts) {
  private static final int LINE_BYTES_MAX = 64 * 1024;
  private static final String UNIT = "Us";

  /** Reads a file. */
  public static WatcherRowsFile read(Path path, LeftOut leftOut) throws IOException {
    Map<String, Long> counts = new LinkedHashMap<>();
    var reading =
        new Lines.Sink() {
          private String[] header = {};
          private long watchers;

          @Override
          public String line(byte[] bytes, int from, int to) {
            String[] cells =
                new String(bytes, from, to - from, StandardCharsets.UTF_8).split(",", -1);
            if (header.length == 0) {
              header = cells;
              return null;
            }
            if (cells.length != header.length) {
              return "has " + cells.length + " columns instead of " + header.length;
            }
            var values = new long[cells.length];
            try {
              for (int i = 0; i < cells.length; i++) {
                values[i] = cells[i].isEmpty() ? Long.MIN_VALUE : Long.parseLong(cells[i]);
              }
            } catch (NumberFormatException e) {
              return "a column is no number";
            }
            watchers++;
            for (int i = 1; i < values.length; i++) {
              add(counts, header[i], values[i]);
            }
            return null;
          }
        };
    new Lines(path, LINE_BYTES_MAX, count -> {}).forEach(reading, leftOut);
    return new WatcherRowsFile(reading.watchers, counts);
  }

  private static void add(Map<String, Long> counts, String column, long value) {
    if (value == Long.MIN_VALUE) {
      return;
    }
    if (column.equals("establishUs")) {
      counts.merge("establishMaxUs", value, Math::max);
    } else if (column.equals("notificationMaxUs")) {
      counts.merge(column, value, Math::max);
    } else if (!column.endsWith(UNIT)) {
      counts.merge(column, value, Long::sum);
    }
  }
}
