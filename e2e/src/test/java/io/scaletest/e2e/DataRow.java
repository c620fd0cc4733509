package io.scaletest.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line of a driver's data file, read as a script would. */
record DataRow(String before, String after, String op, String name, String error) {
  private static final DateTimeFormatter LAYOUT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

  private static final Pattern LINE =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}),"
              + "(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}),"
              + "([a-z]+),\"([^\"]*)\",\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** Returns the milliseconds from before to after. */
  long milliseconds() {
    return ChronoUnit.MILLIS.between(
        LAYOUT.parse(before, LocalDateTime::from), LAYOUT.parse(after, LocalDateTime::from));
  }

  static List<DataRow> readAll(Path file) throws IOException {
    List<DataRow> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new AssertionError("not a row: " + line);
      }
      rows.add(
          new DataRow(
              matcher.group(1),
              matcher.group(2),
              matcher.group(3),
              matcher.group(4),
              matcher.group(5)));
    }
    return rows;
  }
}
