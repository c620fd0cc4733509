package io.scaletest.common.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
  private static final Logger OURS = LoggerFactory.getLogger("io.scaletest.topic.OurClass");
  private static final Logger THEIRS = LoggerFactory.getLogger("io.netty.handler.Theirs");

  @TempDir private Path folder;

  @AfterEach
  void reset() {
    Logging.configure(settings(0, "", true));
  }

  private LogSettings settings(int verbosity, String vmodule, boolean toStandardError) {
    return new LogSettings(
        "tool",
        verbosity,
        vmodule,
        toStandardError,
        false,
        "FATAL",
        "",
        folder.resolve("log").toString());
  }

  /** A device that is always full stands for a disk that is. */
  @Test
  void aLogThatCannotBeWrittenSaysSoOnceAndThatIsAll() {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "needs Linux");
    var shown = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(shown, true, StandardCharsets.UTF_8));
    try {
      Logging.configure(new LogSettings("tool", 0, "", false, false, "FATAL", "", full.toString()));
      OURS.info("the first line");
      OURS.info("the second line");
    } finally {
      System.setErr(before);
    }
    assertThat(shown.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("the log file /dev/full is cut: No space left on device");
  }

  private List<String> messages(int verbosity, String vmodule) throws IOException {
    Logging.configure(settings(verbosity, vmodule, false));
    OURS.info("ours at 0");
    OURS.debug("ours at 2");
    OURS.trace("ours at 4");
    THEIRS.info("theirs");
    THEIRS.warn("their warning");
    return Files.readAllLines(folder.resolve("log")).stream()
        .map(line -> line.substring(line.indexOf("] ") + 2))
        .toList();
  }

  @Test
  void linesLookLikeKlogs() throws IOException {
    Logging.configure(settings(0, "", false));
    OURS.warn("the message {}", 7);

    assertThat(Files.readString(folder.resolve("log")))
        .matches("W\\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{6} +\\d+ OurClass] the message 7\\n");
  }

  @Test
  void byDefaultOursAreShownAndTheirWarnings() throws IOException {
    assertThat(messages(0, "")).containsExactly("ours at 0", "their warning");
  }

  @Test
  void verbosityShowsMoreOfOurs() throws IOException {
    assertThat(messages(4, ""))
        .containsExactly("ours at 0", "ours at 2", "ours at 4", "their warning");
  }

  @Test
  void libraryLinesNeedMoreVerbosity() throws IOException {
    assertThat(messages(6, "")).contains("theirs");
  }

  @Test
  void vmoduleSetsTheVerbosityOfAClass() throws IOException {
    assertThat(messages(0, "other=4,our*=2"))
        .containsExactly("ours at 0", "ours at 2", "their warning");
  }

  @Test
  void vmoduleOnlyAdds() throws IOException {
    assertThat(messages(4, "our*=0")).contains("ours at 4");
  }

  @Test
  void vmoduleIsNotForLibraries() throws IOException {
    assertThat(messages(0, "*=9")).contains("ours at 4").doesNotContain("theirs");
  }

  @Test
  void aLoggedFailureIsNamedOnTheLine() throws IOException {
    Logging.configure(settings(0, "", false));
    OURS.warn("not written", new IOException("disk\nfull"));

    assertThat(Files.readString(folder.resolve("log")))
        .endsWith("] not written: java.io.IOException: disk full\n");
  }

  @Test
  void aLoggedFailureHasItsStackTraceOnDemand() throws IOException {
    Logging.configure(settings(4, "", false));
    OURS.warn("not written", new IOException("disk full"));

    assertThat(Files.readString(folder.resolve("log")))
        .contains("] not written\njava.io.IOException: disk full\n\tat io.scaletest.");
  }

  @Test
  void aFolderGetsAFileNamedAsKlogNamesIts() throws IOException {
    Logging.configure(new LogSettings("tool", 0, "", false, false, "FATAL", folder.toString(), ""));
    OURS.info("here");

    String pid = Long.toString(ProcessHandle.current().pid());
    assertThat(folder.resolve("tool.INFO")).isSymbolicLink();
    assertThat(folder.resolve("tool.INFO").toRealPath().getFileName().toString())
        .matches("tool\\.[^.]+\\.[^.]+\\.log\\.INFO\\.\\d{8}-\\d{6}\\." + pid);
    assertThat(Files.readString(folder.resolve("tool.INFO"))).endsWith("] here\n");
  }

  @Test
  void standardErrorGetsTheLinesFromTheThresholdOn() throws IOException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream original = System.err;
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      Logging.configure(
          new LogSettings(
              "tool", 0, "", false, false, "WARNING", "", folder.resolve("log").toString()));
      OURS.info("for the file");
      OURS.warn("for both");
    } finally {
      System.setErr(original);
    }

    assertThat(err.toString(StandardCharsets.UTF_8))
        .endsWith("] for both\n")
        .doesNotContain("for the file");
    assertThat(Files.readAllLines(folder.resolve("log"))).hasSize(2);
  }
}
