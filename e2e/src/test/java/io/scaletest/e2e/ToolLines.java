package io.scaletest.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a tool prints, without what differs from run to run, for comparing with what is promised.
 */
final class ToolLines {
  /** klog's: severity and date, time, process, place. */
  private static final Pattern HEADER =
      Pattern.compile("[IWEF]\\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{6} +\\d+ \\w+\\] (.*)");

  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.-])-?\\d+(,\\d{3})*(\\.\\d+)?");
  private static final Pattern TIME = Pattern.compile("#(ns|µs|ms|s)(?=\\s|$)");

  private ToolLines() {}

  /** Returns a new folder for the files of one tool. */
  static Path make(Path parent, String name) {
    try {
      return Files.createDirectory(parent.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the log lines of {@code stderr}, without their headers. */
  static List<String> log(String stderr) {
    return stderr
        .lines()
        .map(HEADER::matcher)
        .filter(Matcher::matches)
        .map(line -> line.group(1))
        .filter(
            line -> !line.startsWith("SIGINT is ignored")) // where the build is a background job
        .toList();
  }

  /**
   * Returns a run's table with # for each number, single blanks, the counts on one line, and
   * without the findings, which depend on the machine.
   */
  static String table(List<String> lines) {
    List<String> kept = new ArrayList<>();
    boolean finding = false;
    for (String line : lines) {
      boolean further = line.startsWith("    ");
      finding = line.startsWith("  ! ") || line.startsWith("  load ") || (finding && further);
      if (finding) {
        continue;
      }
      boolean counts = line.startsWith("  ") && !further;
      if (counts && !kept.isEmpty() && kept.get(kept.size() - 1).startsWith("  #")) {
        kept.set(kept.size() - 1, kept.get(kept.size() - 1) + " " + masked(line).strip());
      } else {
        kept.add(masked(line));
      }
    }
    return kept.stream()
        .map(line -> line.strip().replaceAll(" +", " ") + "\n")
        .collect(Collectors.joining());
  }

  private static String masked(String line) {
    String numbers = NUMBER.matcher(line).replaceAll("#");
    return TIME.matcher(numbers)
        .replaceAll("#")
        .replaceAll("# (ns|µs|ms)\\b", "# s")
        .replaceAll("# (lease renewal|event|restart|failure)\\b", "# $1s")
        .replaceAll("\\b(VALID|SUSPECT|INVALID)\\b", "VERDICT")
        .replace("–", "#");
  }
}
