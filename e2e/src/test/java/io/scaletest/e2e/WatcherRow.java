package io.scaletest.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A row of flunder-watch's data file: what one watcher went through. */
record WatcherRow(List<String> columns, List<String> values) {
  static List<WatcherRow> readAll(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<String> columns = List.of(lines.get(0).split(","));
    return lines.stream()
        .skip(1)
        .map(line -> new WatcherRow(columns, List.of(line.split(",", -1))))
        .toList();
  }

  long count(String column) {
    return Long.parseLong(values.get(columns.indexOf(column)));
  }
}
