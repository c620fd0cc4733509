package io.scaletest.player.imports;

import java.util.List;

/**
 * What a file of a format may be.
 *
 * @param name for people, as its publisher names it
 * @param columns of one without a header all of them; of others those by which it is known
 * @param header whether its first line names the columns
 * @param order of several tables the lower ones are read first
 */
record Table(String name, List<String> columns, boolean header, int order) {
  Table {
    columns = List.copyOf(columns);
  }

  static Table headed(String name, int order, String... columns) {
    return new Table(name, List.of(columns), true, order);
  }

  static Table plain(String name, int order, String... columns) {
    return new Table(name, List.of(columns), false, order);
  }

  /** Returns whether a file may be this table whose first line has these fields. */
  boolean fits(List<String> firstLine) {
    return header ? firstLine.containsAll(columns) : firstLine.size() == columns.size();
  }
}
