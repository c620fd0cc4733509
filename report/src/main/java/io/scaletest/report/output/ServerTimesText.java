package io.scaletest.report.output;

import io.scaletest.report.model.ServerTimes;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Client and API server over time in characters: rows are a sixth of a decade, and a character is
 * the slowest step in it. C is the client, S the server, * both.
 */
final class ServerTimesText {
  private static final int WIDTH = 66;
  private static final int ROWS_PER_DECADE = 6;
  private static final int LABEL_WIDTH = 10;
  private static final double NS_PER_MS = 1e6;
  private static final int NONE = Integer.MIN_VALUE;

  private final boolean ascii;

  ServerTimesText(boolean ascii) {
    this.ascii = ascii;
  }

  /** Appends the plot; nothing of steps without a figure. */
  void appendTo(StringBuilder text, ServerTimes times) {
    int[] client = rows(times.steps(), ServerTimes.Step::clientMs);
    int[] server = rows(times.steps(), ServerTimes.Step::serverMs);
    int low = Integer.MAX_VALUE;
    int high = NONE;
    for (int[] rows : List.of(client, server)) {
      for (int row : rows) {
        low = row == NONE ? low : Math.min(low, row);
        high = Math.max(high, row);
      }
    }
    for (int row = high; row >= low; row--) {
      var line = new StringBuilder();
      for (int i = 0; i < WIDTH; i++) {
        line.append(mark(client[i] == row, server[i] == row));
      }
      text.append(label(row))
          .append(ascii ? " |" : " ┤")
          .append(line.toString().stripTrailing())
          .append('\n');
    }
  }

  private static char mark(boolean client, boolean server) {
    if (client && server) {
      return '*';
    }
    return client ? 'C' : server ? 'S' : ' ';
  }

  /** Rows by character; that of the largest where several steps share one. */
  private static int[] rows(
      List<ServerTimes.Step> steps, Function<ServerTimes.Step, OptionalDouble> value) {
    var rows = new int[WIDTH];
    Arrays.fill(rows, NONE);
    for (int i = 0; i < WIDTH; i++) {
      int from = i * steps.size() / WIDTH;
      int to = Math.max(from + 1, (i + 1) * steps.size() / WIDTH);
      for (ServerTimes.Step step : steps.subList(from, to)) {
        double ms = value.apply(step).orElse(0);
        if (ms > 0) {
          rows[i] = Math.max(rows[i], row(ms));
        }
      }
    }
    return rows;
  }

  private static int row(double ms) {
    return (int) Math.floor(Math.log10(ms) * ROWS_PER_DECADE + 1e-9);
  }

  private static String label(int row) {
    String label =
        row % (ROWS_PER_DECADE / 2) == 0
            ? PlainText.ms(Math.pow(10, (double) row / ROWS_PER_DECADE) * NS_PER_MS) + " ms"
            : "";
    return " ".repeat(Math.max(0, LABEL_WIDTH - label.length())) + label;
  }
}
