package io.scaletest.quickstart;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.progress.TerminalLine;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The list of steps on the screen: one line a step, with how it ended and how long it took.
 *
 * <p>On a terminal the line of the step under way shows its newest status and is overwritten.
 * Elsewhere only a step that takes long says what it is at, now and then. Safe for use by many
 * threads.
 */
final class Steps {
  private static final long PLAIN_INTERVAL_NS = TimeUnit.SECONDS.toNanos(10);
  private static final double NS_PER_S = TimeUnit.SECONDS.toNanos(1);

  private final TerminalLine line;
  private final Ticker ticker;

  @GuardedBy("this")
  private String title = "";

  @GuardedBy("this")
  private String status = "";

  @GuardedBy("this")
  private long beganNs;

  @GuardedBy("this")
  private long saidNs;

  Steps(TerminalLine line, Ticker ticker) {
    this.line = line;
    this.ticker = ticker;
  }

  /** Begins a step; the one before must have ended. */
  synchronized void begin(String newTitle) {
    title = newTitle;
    status = "";
    beganNs = ticker.nanos();
    saidNs = beganNs;
    refresh();
  }

  /** Tells what the step under way is at; ignored between steps. */
  synchronized void status(String text) {
    if (title.isEmpty() || text.isBlank()) {
      return;
    }
    status = text.strip();
    refresh();
    long nowNs = ticker.nanos();
    if (!line.isTerminal() && nowNs - saidNs >= PLAIN_INTERVAL_NS) {
      saidNs = nowNs;
      line.print("    " + status);
    }
  }

  /** Tells what the step under way is at, to those without a terminal too. */
  synchronized void tellAtOnce(String text) {
    status(text);
    if (!title.isEmpty() && !line.isTerminal()) {
      line.print("    " + text.strip());
    }
  }

  /** Brings the time on the terminal up to date. */
  synchronized void refresh() {
    if (!title.isEmpty()) {
      line.overwrite(
          String.format(Locale.ROOT, "  %-14s %4.0f s  %s", title, Math.floor(seconds()), status));
    }
  }

  /** Ends the step under way; does nothing between steps. */
  synchronized void end(String result) {
    if (title.isEmpty()) {
      return;
    }
    line.clear();
    line.print(String.format(Locale.ROOT, "  %-14s %6.1f s  %s", title, seconds(), result));
    title = "";
  }

  @GuardedBy("this")
  private double seconds() {
    return (ticker.nanos() - beganNs) / NS_PER_S;
  }
}
