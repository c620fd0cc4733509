package io.scaletest.common.datafile;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.fault.FaultHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An asynchronous row writer with a bounded queue: the threads that measure append an object, which
 * costs next to nothing, and one writer thread formats and writes it a little later.
 *
 * <p>Guarantees:
 *
 * <ul>
 *   <li>Rows of one producer keep their order; rows of several are in the order of their appends.
 *   <li>A row is in the file at most one second after its append, as long as the disk keeps up.
 *   <li>{@link #append} waits only if {@value #CAPACITY_ROWS} rows are already waiting to be
 *       written; such waits are counted.
 *   <li>After an I/O error the {@link FailureListener} is called, once; from then on rows are
 *       discarded and counted, and no producer waits any more.
 *   <li>A row whose format throws is a fault of the program: it goes to the {@link FaultHandler},
 *       the row is counted as unwritten, and the others are written.
 *   <li>{@link #close} writes everything appended before it; what is appended later is counted as
 *       unwritten.
 * </ul>
 *
 * <p>Producers do not wake the writer for a row, which would cost more than writing it: it polls
 * the queue every {@value #DRAIN_INTERVAL_MS} ms, and is woken only when the queue is half full.
 *
 * <p>Safe for use by many threads.
 *
 * @param <T> what a producer hands over for a row; must not change afterwards
 */
public final class RowFile<T> implements AutoCloseable {
  /** A burst of half a second at 100,000 rows/s; as references, half a megabyte when full. */
  static final int CAPACITY_ROWS = 65_536;

  /** Well within the promised second, and rare enough not to be seen in the CPU time of a run. */
  static final int DRAIN_INTERVAL_MS = 200;

  /** After so long without progress the disk counts as dead: producers continue without rows. */
  static final int STUCK_TIMEOUT_MS = 30_000;

  /** Large enough that system calls do not count, small enough to stay in the CPU's cache. */
  private static final int CHUNK_CHARS = 32 * 1024;

  private static final int WAKE_ROWS = CAPACITY_ROWS / 2;

  /** Called with the first write failure, by the thread that met it. */
  @FunctionalInterface
  public interface FailureListener {
    /** Called at most once per file. Must not block: rows are waiting behind it. */
    void failed(Path path, long rowsWritten, IOException cause);
  }

  private final Path path;
  private final OutputStream file;
  private final Format<T> format;
  private final Ticker ticker;
  private final FailureListener onFailure;
  private final FaultHandler faults;
  private final long stuckTimeoutMs;
  private final Thread writer;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition workForWriter = lock.newCondition();
  private final Condition roomForRows = lock.newCondition();
  private final Condition endOfWriter = lock.newCondition();

  @GuardedBy("lock")
  private ArrayList<T> waiting = new ArrayList<>();

  @GuardedBy("lock")
  private boolean closing;

  @GuardedBy("lock")
  private boolean writerEnded;

  @GuardedBy("lock")
  private IOException failure;

  @GuardedBy("lock")
  private long rowsAppended;

  @GuardedBy("lock")
  private long rowsWritten;

  @GuardedBy("lock")
  private long stalls;

  @GuardedBy("lock")
  private long stalledNs;

  RowFile(
      Path path,
      OutputStream file,
      Format<T> format,
      Ticker ticker,
      FailureListener onFailure,
      FaultHandler faults,
      long stuckTimeoutMs) {
    this.path = path;
    this.file = file;
    this.format = format;
    this.ticker = ticker;
    this.onFailure = onFailure;
    this.faults = faults;
    this.stuckTimeoutMs = stuckTimeoutMs;
    this.writer = new Thread(this::writeUntilClosed, "rows-" + path.getFileName());
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * Makes the file, replacing an existing one, and starts its writer.
   *
   * @param whenUnmakeable the status with which the tool ends if the file cannot be made
   * @param ticker measures how long producers wait
   * @param onFailure called when a row cannot be written
   * @param faults takes what formatting a row throws
   * @throws ToolException with {@code whenUnmakeable}
   */
  public static <T> RowFile<T> create(
      Path path,
      ExitStatus whenUnmakeable,
      Format<T> format,
      Ticker ticker,
      FailureListener onFailure,
      FaultHandler faults) {
    OutputStream file;
    try {
      file = WholeLines.create(path);
    } catch (IOException e) {
      throw new ToolException(
          whenUnmakeable, "data file " + path + " cannot be made: " + IoReason.of(e), e);
    }
    return new RowFile<>(path, file, format, ticker, onFailure, faults, STUCK_TIMEOUT_MS);
  }

  /** Hands over a row. Waits only if too many are waiting; does not give way to interruption. */
  public void append(T row) {
    boolean stuck = false;
    lock.lock();
    try {
      rowsAppended++;
      if (waiting.size() >= CAPACITY_ROWS) {
        stuck = !awaitRoom();
      }
      if (closing || failure != null || stuck) {
        return;
      }
      waiting.add(row);
      if (waiting.size() == WAKE_ROWS) {
        workForWriter.signal();
      }
    } finally {
      lock.unlock();
      if (stuck) {
        fail(new IOException("nothing could be written for " + stuckTimeoutMs + " ms"));
      }
    }
  }

  /** Waits, holding the lock, until there is room or rows are no longer taken; false if stuck. */
  @GuardedBy("lock")
  private boolean awaitRoom() {
    stalls++;
    long startNs = ticker.nanos();
    long remainingNs = TimeUnit.MILLISECONDS.toNanos(stuckTimeoutMs);
    boolean interrupted = false;
    while (waiting.size() >= CAPACITY_ROWS && !closing && failure == null && remainingNs > 0) {
      try {
        remainingNs = roomForRows.awaitNanos(remainingNs);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    stalledNs += ticker.nanos() - startNs;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return waiting.size() < CAPACITY_ROWS || closing || failure != null;
  }

  /** Returns the file's path. */
  public Path path() {
    return path;
  }

  /** Returns the counts so far, all of one moment. */
  public Stats stats() {
    lock.lock();
    try {
      return new Stats(
          rowsWritten, rowsAppended - rowsWritten, stalls, stalledNs, Optional.ofNullable(failure));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes what was appended and closes the file; {@link #stats} then says whether all rows are in
   * it. Waits for a dead disk for a bounded time only, and goes to the end even if interrupted.
   * Calling it again changes nothing.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      workForWriter.signal();
      roomForRows.signalAll();
    } finally {
      lock.unlock();
    }
    if (!awaitWriterEnd()) {
      fail(new IOException("not written " + stuckTimeoutMs + " ms after the end"));
    }
  }

  private boolean awaitWriterEnd() {
    boolean interrupted = false;
    lock.lock();
    try {
      long remainingNs = TimeUnit.MILLISECONDS.toNanos(stuckTimeoutMs);
      while (!writerEnded && remainingNs > 0) {
        try {
          remainingNs = endOfWriter.awaitNanos(remainingNs);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return writerEnded;
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void writeUntilClosed() {
    var text = new StringBuilder(CHUNK_CHARS);
    var taken = new ArrayList<T>();
    try (file) {
      boolean last;
      do {
        lock.lock();
        try {
          if (waiting.size() < WAKE_ROWS && !closing) {
            workForWriter.await(DRAIN_INTERVAL_MS, TimeUnit.MILLISECONDS);
          }
          last = closing;
          ArrayList<T> empty = taken;
          taken = waiting;
          waiting = empty;
          roomForRows.signalAll();
        } finally {
          lock.unlock();
        }
        write(taken, text);
        taken.clear();
      } while (!last);
    } catch (IOException e) {
      fail(e);
    } catch (InterruptedException e) {
      fail(new IOException("the writer was interrupted", e));
    } catch (Throwable thrown) {
      faults.handle("the writer of rows", thrown);
      fail(new IOException("the writer of rows ended: " + thrown, thrown));
    } finally {
      lock.lock();
      try {
        writerEnded = true;
        endOfWriter.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void write(ArrayList<T> rows, StringBuilder text) throws IOException {
    int unwritten = 0;
    for (int i = 0; i < rows.size(); i++) {
      unwritten += appended(rows.get(i), text);
      if (text.length() >= CHUNK_CHARS || i == rows.size() - 1) {
        try {
          file.write(text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (WholeLines.CutException e) {
          addWritten(e.lines());
          throw e;
        }
        text.setLength(0);
        addWritten(unwritten);
        unwritten = 0;
      }
    }
  }

  /** Appends one row, or nothing of it; returns how many that is. */
  private int appended(T row, StringBuilder text) {
    int before = text.length();
    try {
      format.append(text, row);
      return 1;
    } catch (Throwable thrown) {
      text.setLength(before);
      faults.handle("the format of a row", thrown);
      return 0;
    }
  }

  private void addWritten(int rows) {
    lock.lock();
    try {
      rowsWritten += rows;
    } finally {
      lock.unlock();
    }
  }

  private void fail(IOException cause) {
    long written;
    lock.lock();
    try {
      if (failure != null) {
        return;
      }
      failure = cause;
      written = rowsWritten;
      waiting.clear();
      roomForRows.signalAll();
    } finally {
      lock.unlock();
    }
    onFailure.failed(path, written, cause);
  }

  /**
   * How many rows were written, lost or delayed.
   *
   * @param rowsWritten rows whose every byte was handed to the operating system
   * @param rowsUnwritten rows appended but not written: still waiting or lost; after closing, lost
   * @param stalls how often a producer had to wait because the writer was behind
   * @param stalledNs for how long all producers together waited
   * @param failure why writing ended early, if it did
   */
  public record Stats(
      long rowsWritten,
      long rowsUnwritten,
      long stalls,
      long stalledNs,
      Optional<IOException> failure) {}

  /**
   * The text format of a file's rows. Called by the one writer thread of a {@link RowFile} only, so
   * it may keep state without locks.
   *
   * @param <T> what a producer hands over for a row
   */
  @FunctionalInterface
  public interface Format<T> {
    /** Appends the text of {@code row} and its line end. */
    void append(StringBuilder target, T row);
  }
}
