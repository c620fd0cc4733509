package io.scaletest.quickstart;

import io.scaletest.common.clock.Ticker;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The list of steps on the screen: one line a step, with how it ended and how long it took.
 *
 * <p>On a terminal the line of the step under way shows its newest status and is overwritten;
 * elsewhere each status is a line. Safe for use by many threads.
 */
final class Steps {
  /** Longest line on a terminal: a wrapped line could not be overwritten. */
  private static final int MAX_COLUMNS = 79;

  private static final int TITLE_COLUMNS = 14;
  private static final int RESULT_COLUMNS = 52;
  private static final String BACK_TO_START = "\r\u001b[K";

  private final PrintStream out;
  private final boolean onTerminal;
  private final Ticker ticker;
  private String title = "";
  private String status = "";
  private long beganNs;

  Steps(PrintStream out, boolean onTerminal, Ticker ticker) {
    this.out = out;
    this.onTerminal = onTerminal;
    this.ticker = ticker;
  }

  /** Begins a step; the one before must have ended. */
  synchronized void begin(String newTitle) {
    title = newTitle;
    status = "";
    beganNs = ticker.nanos();
    refresh();
  }

  /** Shows what the step under way is at; ignored between steps. */
  synchronized void status(String text) {
    if (title.isEmpty() || text.isBlank() || text.strip().equals(status)) {
      return;
    }
    status = text.strip();
    if (onTerminal) {
      refresh();
    } else {
      out.println("    " + status);
      out.flush();
    }
  }

  /** Brings the time on the terminal up to date. */
  synchronized void refresh() {
    if (onTerminal && !title.isEmpty()) {
      String time = String.format(Locale.ROOT, "(%d s) ", seconds());
      show(limited(named(time + status)));
    }
  }

  /** Ends the step under way. */
  synchronized void end(String result) {
    if (title.isEmpty()) {
      return;
    }
    if (onTerminal) {
      out.print(BACK_TO_START);
    }
    double seconds = (ticker.nanos() - beganNs) / (double) TimeUnit.SECONDS.toNanos(1);
    out.println(
        named(String.format(Locale.ROOT, "%-" + RESULT_COLUMNS + "s %6.1f s", result, seconds)));
    out.flush();
    title = "";
  }

  private long seconds() {
    return TimeUnit.NANOSECONDS.toSeconds(ticker.nanos() - beganNs);
  }

  private String named(String text) {
    return String.format(Locale.ROOT, "  %-" + TITLE_COLUMNS + "s %s", title, text);
  }

  private static String limited(String line) {
    return line.length() <= MAX_COLUMNS ? line : line.substring(0, MAX_COLUMNS);
  }

  private void show(String line) {
    out.print(BACK_TO_START + line);
    out.flush();
  }
}
