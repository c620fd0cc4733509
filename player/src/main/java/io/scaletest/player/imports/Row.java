package io.scaletest.player.imports;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A row of a table, by the names of its columns. Numbers are read here, so that what is none is
 * told in one form. Valid until the next row.
 */
final class Row {
  /** Centuries are a fault of the file, and their nanoseconds no number. */
  private static final double TIME_MAX_S = 2.0e9;

  private static final double NS_PER_S = 1e9;

  private final Function<String, Object> columns;

  /**
   * @param columns a column's value by its name: a text, a tree of JSON, or null where there is
   *     none
   */
  Row(Function<String, Object> columns) {
    this.columns = columns;
  }

  /** Returns a value as it is; null where there is none. */
  Object value(String column) {
    return columns.apply(column);
  }

  /** Returns a text without blanks around it; empty where there is none. */
  String text(String column) {
    Object value = columns.apply(column);
    return value == null ? "" : value.toString().strip();
  }

  /** Returns a text that must be there. */
  String required(String column) throws RowFault {
    String text = text(column);
    if (text.isEmpty()) {
      throw new RowFault("no " + column);
    }
    return text;
  }

  /** Returns a number; empty where there is none. */
  Optional<Double> optional(String column) throws RowFault {
    String text = text(column);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return Optional.of(number);
      }
    } catch (NumberFormatException e) {
      throw new RowFault(column + " is no number");
    }
    throw new RowFault(column + " is no number");
  }

  /** Returns an amount, at least 0; 0 where there is none. */
  double amount(String column) throws RowFault {
    double amount = optional(column).orElse(0.0);
    if (amount < 0) {
      throw new RowFault(column + " is negative");
    }
    return amount;
  }

  /** Returns a whole number from 1; 1 where there is none. */
  int count(String column) throws RowFault {
    double count = optional(column).orElse(1.0);
    if (count < 1 || count > Integer.MAX_VALUE || count != Math.rint(count)) {
      throw new RowFault(column + " is no whole number from 1");
    }
    return (int) count;
  }

  /**
   * Returns a time in nanoseconds since the source's zero; empty where there is none.
   *
   * @param unitS the seconds in the column's unit
   */
  OptionalLong time(String column, double unitS) throws RowFault {
    Optional<Double> number = optional(column);
    if (number.isEmpty()) {
      return OptionalLong.empty();
    }
    double seconds = number.get() * unitS;
    if (Math.abs(seconds) > TIME_MAX_S) {
      throw new RowFault(column + " is no time of a trace");
    }
    return OptionalLong.of(Math.round(seconds * NS_PER_S));
  }

  /** Returns a time that must be there. */
  long requiredTime(String column, double unitS) throws RowFault {
    return time(column, unitS).orElseThrow(() -> new RowFault("no " + column));
  }
}
