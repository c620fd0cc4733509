package io.scaletest.player.imports;

import io.scaletest.common.exit.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A file of SQLite with the tables of a format, read row by row and not written. */
final class Database {
  private static final String MAGIC = "SQLite format 3\0";

  private final Path file;

  Database(Path file) {
    this.file = file;
  }

  /** Returns whether a file is one. */
  static boolean isOne(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAGIC.length()), StandardCharsets.ISO_8859_1).equals(MAGIC);
    }
  }

  /**
   * Reads the rows of a table.
   *
   * @throws ToolException a usage error, if it has no such table, or cannot be read
   */
  void read(Table table, TableFile.Taker taker) throws IOException {
    // Names are this program's own.
    String query = "SELECT * FROM " + table.name();
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:sqlite:file:" + file.toAbsolutePath().toUri().getRawPath() + "?mode=ro");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      requireColumns(table, rows.getMetaData());
      Set<String> names = names(rows.getMetaData());
      for (long number = 1; rows.next(); number++) {
        taker.row(new Row(column -> value(rows, names, column)), number);
      }
    } catch (SQLException e) {
      throw ToolException.usage(
          file + ": must be a SQLite file with table " + table.name() + ": " + line(e));
    }
  }

  private void requireColumns(Table table, ResultSetMetaData columns) throws SQLException {
    Set<String> names = names(columns);
    List<String> missing =
        table.columns().stream()
            .filter(each -> !names.contains(each.toLowerCase(Locale.ROOT)))
            .toList();
    if (!missing.isEmpty()) {
      throw ToolException.usage(
          file + ": table " + table.name() + " must have a column " + missing.get(0));
    }
  }

  private static Set<String> names(ResultSetMetaData columns) throws SQLException {
    Set<String> names = new HashSet<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      names.add(columns.getColumnName(i).toLowerCase(Locale.ROOT));
    }
    return names;
  }

  private static Object value(ResultSet rows, Set<String> names, String column) {
    try {
      return names.contains(column.toLowerCase(Locale.ROOT)) ? rows.getString(column) : null;
    } catch (SQLException e) {
      throw ToolException.usage("column " + column + " cannot be read: " + line(e));
    }
  }

  private static String line(SQLException e) {
    return String.valueOf(e.getMessage()).replace('\n', ' ');
  }
}
