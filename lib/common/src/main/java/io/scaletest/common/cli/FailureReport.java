package io.scaletest.common.cli;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.logging.Logging;
import java.io.PrintStream;
import java.util.regex.Pattern;

/** Prints the one line on standard error that says why the tool ends. */
final class FailureReport {
  /** From this verbosity on, the stack trace follows. */
  private static final int TRACE_VERBOSITY = 4;

  private static final Pattern LINE_BREAKS = Pattern.compile("\\s*\\R\\s*");
  private static final int UNKNOWN = -1;

  private final String program;
  private final PrintStream err;
  private int verbosity = UNKNOWN;

  FailureReport(String program, PrintStream err) {
    this.program = program;
    this.err = err;
  }

  /** Notes the verbosity, once the command line is read and the log about to be set up. */
  void verbosity(int verbosity) {
    this.verbosity = verbosity;
  }

  /** Reports what the tool could not do; returns the status to exit with. */
  int of(ToolException failure) {
    report(failure.getMessage(), failure);
    return failure.status().code();
  }

  /** Reports a fault of the program; returns the status to exit with. */
  int ofFault(Throwable fault) {
    report("internal error: " + fault, fault);
    return CommonExit.INTERNAL.code();
  }

  private void report(String message, Throwable failure) {
    String line = LINE_BREAKS.matcher(String.valueOf(message)).replaceAll(" ");
    err.println(program + ": " + line);
    if (verbosity >= TRACE_VERBOSITY) {
      failure.printStackTrace(err);
    }
    if (verbosity != UNKNOWN) {
      Logging.toFileOnly(line, failure);
    }
  }
}
