package io.scaletest.common.logging;

import io.scaletest.common.fault.FaultHandler;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;

/**
 * An asynchronous logger with a bounded queue, for one line a request or change at verbosity 4: the
 * thread that measures only queues the figures, a thread of the log formats and writes them. Lines
 * for which there is no room are dropped and counted, and the count is logged at the end.
 *
 * <p>{@link #trace} is for any thread and never waits. Where the verbosity is lower it does
 * nothing, and there is no thread.
 */
public final class BackgroundLog implements AutoCloseable {
  /** Some seconds of requests at the highest rates; a few MB. */
  private static final int LINES_MAX = 65_536;

  /** How long {@link #close} waits for what is queued to be written. */
  private static final long CLOSE_TIMEOUT_MS = 5_000;

  private final Logger log;
  private final FaultHandler faults;
  private final boolean enabled;

  /** An empty one is the end. */
  private final BlockingQueue<Optional<Line>> lines;

  private final Thread writer;
  private final LongAdder leftOut = new LongAdder();

  private record Line(String format, Object[] arguments) {}

  /**
   * @param log where the lines go; its verbosity is looked at now
   * @param faults takes what formatting or writing a line throws; the other lines are
   */
  public BackgroundLog(Logger log, FaultHandler faults) {
    this(log, faults, LINES_MAX);
  }

  BackgroundLog(Logger log, FaultHandler faults, int linesMax) {
    this.log = log;
    this.faults = faults;
    this.enabled = log.isTraceEnabled();
    this.lines = new ArrayBlockingQueue<>(enabled ? linesMax : 1);
    this.writer = new Thread(this::write, "request-log");
    writer.setDaemon(true);
    if (enabled) {
      writer.start();
    }
  }

  /** Returns whether lines are written at all. */
  public boolean enabled() {
    return enabled;
  }

  /** Queues a line; as {@link Logger#trace(String, Object...)}. */
  public void trace(String format, Object... arguments) {
    if (enabled && !lines.offer(Optional.of(new Line(format, arguments)))) {
      leftOut.increment();
    }
  }

  /** Writes what is queued (bounded), says what was left out, and ends the thread. Idempotent. */
  @Override
  public void close() {
    if (!writer.isAlive()) {
      return;
    }
    try {
      if (lines.offer(Optional.empty(), CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
        writer.join(CLOSE_TIMEOUT_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writer.interrupt();
    if (leftOut.sum() > 0) {
      log.warn("{} lines of single requests were left out: the log is too slow", leftOut.sum());
    }
  }

  private void write() {
    try {
      for (Optional<Line> line = lines.take(); line.isPresent(); line = lines.take()) {
        write(line.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Line line) {
    try {
      log.trace(line.format(), line.arguments());
    } catch (Throwable thrown) {
      faults.handle("the log of single requests", thrown);
    }
  }
}
