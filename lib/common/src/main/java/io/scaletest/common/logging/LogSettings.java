package io.scaletest.common.logging;

import ch.qos.logback.classic.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The settings that klog's options give the log.
 *
 * @param program name of the tool, for the names of files
 * @param verbosity klog's V
 * @param vmodule verbosity of single classes: {@code pattern=N,...}
 * @param toStandardError whether lines go to standard error and no file
 * @param alsoToStandardError whether lines go to standard error besides a file
 * @param standardErrorThreshold severity from which lines go to standard error besides a file
 * @param folder folder for log files; empty for none
 * @param file log file; empty for none
 */
public record LogSettings(
    String program,
    int verbosity,
    String vmodule,
    boolean toStandardError,
    boolean alsoToStandardError,
    String standardErrorThreshold,
    String folder,
    String file) {

  static final String OUR_PACKAGES = "io.scaletest";

  /** Verbosity from which the libraries' own lines are shown. */
  private static final int LIBRARIES_VERBOSITY = 6;

  private static final int TRACE_VERBOSITY = 4;
  private static final int DEBUG_VERBOSITY = 2;

  /** Checks what can be checked without I/O. */
  public LogSettings {
    classVerbosities(vmodule);
    threshold(standardErrorThreshold);
  }

  /** Verbosity of the classes whose simple names match. */
  record ClassVerbosity(Pattern simpleName, Level level) {}

  Level level() {
    return level(verbosity);
  }

  Level librariesLevel() {
    return verbosity >= LIBRARIES_VERBOSITY ? Level.DEBUG : Level.WARN;
  }

  List<ClassVerbosity> classVerbosities() {
    return classVerbosities(vmodule);
  }

  Level threshold() {
    return threshold(standardErrorThreshold);
  }

  /** 0 and 1 are SLF4J's INFO, 2 and 3 DEBUG, 4 and above TRACE. */
  private static Level level(int verbosity) {
    if (verbosity >= TRACE_VERBOSITY) {
      return Level.TRACE;
    }
    return verbosity >= DEBUG_VERBOSITY ? Level.DEBUG : Level.INFO;
  }

  private static List<ClassVerbosity> classVerbosities(String vmodule) {
    List<ClassVerbosity> verbosities = new ArrayList<>();
    for (String entry : vmodule.isEmpty() ? new String[0] : vmodule.split(",")) {
      int equals = entry.lastIndexOf('=');
      try {
        String glob = entry.substring(0, equals);
        int verbosity = Integer.parseInt(entry.substring(equals + 1));
        verbosities.add(new ClassVerbosity(globPattern(glob), level(verbosity)));
      } catch (IndexOutOfBoundsException | NumberFormatException e) {
        throw new IllegalArgumentException(
            "vmodule: must be pattern=N,pattern=N..., got " + vmodule, e);
      }
    }
    return verbosities;
  }

  private static Pattern globPattern(String glob) {
    StringBuilder expression = new StringBuilder();
    for (char c : glob.toCharArray()) {
      switch (c) {
        case '*' -> expression.append(".*");
        case '?' -> expression.append('.');
        default -> expression.append(Pattern.quote(String.valueOf(c)));
      }
    }
    // Scripts name Go's files, which are in lower case.
    return Pattern.compile(expression.toString(), Pattern.CASE_INSENSITIVE);
  }

  private static Level threshold(String severity) {
    return switch (severity.toUpperCase(Locale.ROOT)) {
      case "0", "INFO" -> Level.INFO;
      case "1", "WARNING" -> Level.WARN;
      case "2", "ERROR" -> Level.ERROR;
      case "3", "FATAL" -> Level.OFF;
      default ->
          throw new IllegalArgumentException(
              "stderrthreshold: must be 0 to 3, INFO, WARNING, ERROR or FATAL, got " + severity);
    };
  }
}
