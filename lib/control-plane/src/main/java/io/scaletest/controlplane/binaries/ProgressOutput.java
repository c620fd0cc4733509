package io.scaletest.controlplane.binaries;

import io.scaletest.common.clock.Ticker;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/**
 * Shows progress on standard error: one line that overwrites itself on a terminal, otherwise a
 * plain line each {@value #PLAIN_INTERVAL_S} seconds. Used by one thread.
 */
public final class ProgressOutput implements BuildListener {
  private static final long PLAIN_INTERVAL_S = 10;
  private static final long TERMINAL_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int TERMINAL_WIDTH = 110;
  private static final String ERASE_LINE = "\r\u001b[K";

  private final String tool;
  private final PrintStream out;
  private final boolean terminal;
  private final Ticker ticker;
  private final long intervalNs;
  private long lastShownNs;
  private boolean lineOpen;

  ProgressOutput(String tool, PrintStream out, boolean terminal, Ticker ticker) {
    this.tool = tool;
    this.out = out;
    this.terminal = terminal;
    this.ticker = ticker;
    this.intervalNs = terminal ? TERMINAL_INTERVAL_NS : TimeUnit.SECONDS.toNanos(PLAIN_INTERVAL_S);
    this.lastShownNs = ticker.nanos();
  }

  /**
   * Returns the output of this process.
   *
   * @param tool what its lines begin with
   */
  public static ProgressOutput onStandardError(String tool) {
    return new ProgressOutput(tool, System.err, System.console() != null, Ticker.system());
  }

  @Override
  public void note(String line) {
    closeLine();
    out.println(tool + ": " + line);
  }

  @Override
  public void progress(String line) {
    long nowNs = ticker.nanos();
    if (nowNs - lastShownNs < intervalNs) {
      return;
    }
    lastShownNs = nowNs;
    if (terminal) {
      out.print(ERASE_LINE + line.substring(0, Math.min(line.length(), TERMINAL_WIDTH)));
      out.flush();
      lineOpen = true;
    } else {
      out.println(tool + ": " + line);
    }
  }

  private void closeLine() {
    if (lineOpen) {
      out.print(ERASE_LINE);
      lineOpen = false;
    }
  }
}
