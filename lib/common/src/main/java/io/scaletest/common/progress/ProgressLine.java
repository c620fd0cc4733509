package io.scaletest.common.progress;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.text.DurationText;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A periodic status line, shown until it is closed, such as
 *
 * <pre>cmdriver  12.0 s  1,234/3,000 created  99.8/s  17 in flight  0 errors  p50 3.1 ms</pre>
 *
 * <p>Every {@value #TERMINAL_INTERVAL_MS} ms over the previous one on a terminal, from which
 * closing removes it; elsewhere every {@value #PLAIN_INTERVAL_MS} ms a line of its own, if a figure
 * has changed. Of fields that do not fit into {@value #COLUMNS} columns the last are left out.
 */
public final class ProgressLine implements AutoCloseable {
  static final int TERMINAL_INTERVAL_MS = 500;
  static final int PLAIN_INTERVAL_MS = 10_000;

  /**
   * Environment variable with other milliseconds between plain lines, for a program that shows them
   * in a way of its own.
   */
  public static final String INTERVAL_VARIABLE = "SCALETEST_PROGRESS_MS";

  /** All but the last column of the usual terminal: some wrap as soon as that is filled. */
  static final int COLUMNS = 79;

  private static final int MAX_INTERVAL_DIGITS = 9;

  private static final String SEPARATOR = "  ";

  private final String toolName;
  private final Supplier<List<String>> fields;
  private final TerminalLine out;
  private final Ticker ticker;
  private final long startNs;
  private final Thread thread = new Thread(this::tickUntilClosed, "progress");

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();

  @GuardedBy("lock")
  private boolean closed;

  @GuardedBy("lock")
  private String lastFigures = "";

  ProgressLine(String toolName, Supplier<List<String>> fields, TerminalLine out, Ticker ticker) {
    this.toolName = toolName;
    this.fields = fields;
    this.out = out;
    this.ticker = ticker;
    this.startNs = ticker.nanos();
  }

  /**
   * Starts a line, with the time from now.
   *
   * @param fields what to show after name and time, the most important first; asked by the line's
   *     thread (and by the closing one): must not block. {@link DriverProgress} makes a driver's.
   */
  public static ProgressLine start(
      String toolName, Supplier<List<String>> fields, TerminalLine out, Ticker ticker) {
    var line = new ProgressLine(toolName, fields, out, ticker);
    line.thread.setDaemon(true);
    line.thread.start();
    return line;
  }

  /** Shows the line as of now. */
  void tick() {
    lock.lock();
    try {
      if (out.isTerminal()) {
        out.overwrite(line(figures()));
      } else {
        printIfChanged();
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void printIfChanged() {
    List<String> figures = figures();
    String text = String.join(SEPARATOR, figures);
    if (!text.equals(lastFigures)) {
      lastFigures = text;
      out.print(line(figures));
    }
  }

  private List<String> figures() {
    try {
      return fields.get();
    } catch (Throwable thrown) {
      // A run must not end, nor its last line be missing, for want of figures.
      return List.of("no figures: " + thrown);
    }
  }

  private String line(List<String> figures) {
    var text = new StringBuilder(toolName);
    text.append(SEPARATOR).append(DurationText.elapsed(ticker.nanos() - startNs));
    for (String figure : figures) {
      if (text.length() + SEPARATOR.length() + figure.length() <= COLUMNS) {
        text.append(SEPARATOR).append(figure);
      }
    }
    return text.toString();
  }

  private void tickUntilClosed() {
    int intervalMs = out.isTerminal() ? TERMINAL_INTERVAL_MS : plainIntervalMs(System.getenv());
    lock.lock();
    try {
      while (!closed) {
        long remainingNs = TimeUnit.MILLISECONDS.toNanos(intervalMs);
        while (!closed && remainingNs > 0) {
          remainingNs = closing.awaitNanos(remainingNs);
        }
        if (!closed) {
          tick();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the interval that the environment asks for, if it is a positive number. */
  static int plainIntervalMs(Map<String, String> environment) {
    String asked = environment.getOrDefault(INTERVAL_VARIABLE, "");
    return asked.matches("[1-9][0-9]{0," + (MAX_INTERVAL_DIGITS - 1) + "}")
        ? Integer.parseInt(asked)
        : PLAIN_INTERVAL_MS;
  }

  /**
   * Takes the line away, or prints it a last time where it is no terminal, and ends the thread.
   * Calling it again changes nothing.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      closing.signalAll();
      out.clear();
      if (!out.isTerminal()) {
        printIfChanged();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the thread's end after {@link #close}. */
  void awaitEnd() throws InterruptedException {
    thread.join();
  }
}
