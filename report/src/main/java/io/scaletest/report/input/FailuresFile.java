package io.scaletest.report.input;

import io.scaletest.report.model.Mark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What befell hollow nodes and their pods on purpose: {@code
 * time,node,pool,failure,step,plannedMs,detail} and more with a header, a line for each step.
 *
 * @param marks the steps, at most 10,000 of them
 */
public record FailuresFile(List<Mark> marks) {
  /** By which the file is known; further columns may follow. */
  static final String HEADER = "time,node,pool,failure,step,plannedMs,detail";

  private static final int LINE_BYTES_MAX = 64 * 1024;
  private static final int MARKS_MAX = 10_000;
  private static final int TEXT_MAX = 300;
  private static final int STAMP_LENGTH = "2026-11-29 07:31:02.114,".length();

  public FailuresFile {
    marks = List.copyOf(marks);
  }

  /** Reads a file. */
  public static FailuresFile read(Path path, LeftOut leftOut) throws IOException {
    var marks = new ArrayList<Mark>();
    var fields = new RowFields();
    new Lines(path, LINE_BYTES_MAX, count -> {})
        .forEach(
            (bytes, from, to) -> {
              String line = new String(bytes, from, to - from, StandardCharsets.UTF_8);
              if (line.startsWith(HEADER)) {
                return null;
              }
              fields.start(bytes, from, to);
              long epochMs = fields.millis();
              if (epochMs == RowFields.NO_TIME || !fields.comma() || !fields.quoted()) {
                return "is no step of a failure";
              }
              if (marks.size() == MARKS_MAX) {
                return "more than " + MARKS_MAX + " steps";
              }
              String node = fields.text(fields.quotedFrom(), fields.quotedTo(), TEXT_MAX);
              String rest = line.substring(Math.min(line.length(), STAMP_LENGTH));
              marks.add(new Mark(epochMs, node, steps(rest)));
              return null;
            },
            leftOut);
    return new FailuresFile(marks);
  }

  /** Returns {@code crash begin} of a line behind its time. */
  private static String steps(String rest) {
    String[] cells = rest.split(",", 6);
    String text = cells.length > 3 ? cells[2] + " " + cells[3] : rest;
    return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
  }
}
