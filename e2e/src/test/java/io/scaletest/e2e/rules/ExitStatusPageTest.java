package io.scaletest.e2e.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.process.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of all exit statuses has each status that the program has, and no other. */
class ExitStatusPageTest {
  private static final Pattern ENUM = Pattern.compile("enum (\\w+) implements ExitStatus \\{");
  private static final Pattern CONSTANT = Pattern.compile("(?m)^  [A-Z][A-Z_]*\\((\\d+)\\)[,;]");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| ([^|]+) \\|");

  /** Whose statuses an enum has, in the page's words. */
  private static final Map<String, String> WHOSE =
      Map.ofEntries(
          Map.entry("CommonExit", "every tool"),
          Map.entry("DriverExit", "drivers"),
          Map.entry("PlayerExit", "player"),
          Map.entry("LoggerExit", "loggers"),
          Map.entry("WatchExit", "flunder-watch"),
          Map.entry("HttperfExit", "httperf"),
          Map.entry("HollowExit", "hollow-node"),
          Map.entry("GcExit", "gc"),
          Map.entry("FleetExit", "fleet"),
          Map.entry("QuickstartExit", "quickstart"),
          Map.entry("ReportExit", "report"),
          Map.entry("ServerExit", "embedded-apiserver"),
          Map.entry("ControlPlaneExit", "control-plane"));

  @Test
  void thePageIsTheProgram() throws IOException {
    var ofProgram = new TreeSet<String>();
    for (Path file : sources()) {
      String text = Files.readString(file);
      List<MatchResult> names = ENUM.matcher(text).results().toList();
      for (MatchResult name : names) {
        assertThat(WHOSE).as("whose statuses these are: " + file).containsKey(name.group(1));
        CONSTANT
            .matcher(text)
            .results()
            .forEach(constant -> ofProgram.add(constant.group(1) + " " + WHOSE.get(name.group(1))));
      }
    }
    // What it ends with stands in a shell script.
    ofProgram.add("2 the launcher");
    ofProgram.add("70 the launcher");

    var ofPage = new TreeSet<String>();
    ROW.matcher(Files.readString(Repository.root().resolve("docs/exit-statuses.md")))
        .results()
        .forEach(row -> ofPage.add(row.group(1) + " " + row.group(2)));

    assertThat(ofPage).isEqualTo(ofProgram);
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Repository.root())) {
      return files
          .filter(file -> file.toString().endsWith("Exit.java"))
          .filter(file -> file.toString().contains("/src/main/java/"))
          .toList();
    }
  }
}
