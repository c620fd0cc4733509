package io.scaletest.report.output;

import io.scaletest.common.latency.BinCounts;
import io.scaletest.common.latency.Bins;
import io.scaletest.report.model.Series;
import java.util.List;

/** A series over time in characters: rows are a third of a decade, darker is more. */
final class HeatMapText {
  private static final int WIDTH = 66;
  private static final int ROWS_PER_DECADE = 3;
  private static final double NS_PER_MS = 1e6;
  private static final String SHADES = " ░▒▓█";
  private static final String ASCII_SHADES = " .:*#";

  private final String shades;
  private final boolean ascii;

  HeatMapText(boolean ascii) {
    this.ascii = ascii;
    this.shades = ascii ? ASCII_SHADES : SHADES;
  }

  /** Appends the map; nothing of a series without positive values. */
  void appendTo(StringBuilder text, Series series) {
    List<BinCounts> columns = series.columns();
    int low = Integer.MAX_VALUE;
    int high = Integer.MIN_VALUE;
    for (BinCounts column : columns) {
      for (int i = 0; i < column.size(); i++) {
        if (column.bin(i) >= 0) {
          low = Math.min(low, row(column.bin(i)));
          high = Math.max(high, row(column.bin(i)));
        }
      }
    }
    if (low > high) {
      return;
    }
    int perCharacter = Math.max(1, (columns.size() + WIDTH - 1) / WIDTH);
    int width = (columns.size() + perCharacter - 1) / perCharacter;
    long[][] cells = cells(columns, low, high, perCharacter, width);
    for (int row = high; row >= low; row--) {
      text.append(label(row)).append(ascii ? " |" : " ┤");
      var line = new StringBuilder();
      for (long count : cells[row - low]) {
        line.append(shades.charAt(shade(count)));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }

  private static long[][] cells(
      List<BinCounts> columns, int low, int high, int perCharacter, int width) {
    var cells = new long[high - low + 1][width];
    for (int at = 0; at < columns.size(); at++) {
      BinCounts column = columns.get(at);
      for (int i = 0; i < column.size(); i++) {
        if (column.bin(i) >= 0) {
          cells[row(column.bin(i)) - low][at / perCharacter] += column.count(i);
        }
      }
    }
    return cells;
  }

  private static int row(int bin) {
    return (int) Math.floor(Math.log10(Bins.middleNs(bin) / NS_PER_MS) * ROWS_PER_DECADE);
  }

  private static String label(int row) {
    String label =
        row % ROWS_PER_DECADE == 0
            ? PlainText.ms(Math.pow(10, (double) row / ROWS_PER_DECADE) * NS_PER_MS) + " ms"
            : "";
    return " ".repeat(Math.max(0, 10 - label.length())) + label;
  }

  /** A shade darker with each factor of six. */
  private int shade(long count) {
    if (count == 0) {
      return 0;
    }
    return Math.min(shades.length() - 1, 1 + (int) (Math.log(count) / Math.log(6)));
  }
}
