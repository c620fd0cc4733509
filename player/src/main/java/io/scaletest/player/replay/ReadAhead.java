package io.scaletest.player.replay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.LongConsumer;

/**
 * Reads a trace ahead of its replay, on a thread of its own, as far as a bounded queue takes it.
 * The loop's thread takes from the queue and never waits.
 */
final class ReadAhead implements OpSource, AutoCloseable {
  /** Seconds of a busy trace. */
  static final int OPS_MAX = 16_384;

  static final long BYTES_MAX = 64L << 20;

  private static final long CLOSE_MS = 5_000;

  private final TraceOps ops;
  private final Ticker ticker;
  private final FaultHandler faults;
  private final Thread thread;
  private volatile LongConsumer awake = ns -> {};

  @GuardedBy("this")
  private final Queue<ReplayOp> queue = new ArrayDeque<>();

  @GuardedBy("this")
  private long bytes;

  @GuardedBy("this")
  private boolean whole;

  @GuardedBy("this")
  private boolean closed;

  /**
   * @param faults hears of what reading throws; there is no further request then
   */
  ReadAhead(TraceOps ops, Ticker ticker, FaultHandler faults) {
    this.ops = ops;
    this.ticker = ticker;
    this.faults = faults;
    thread = new Thread(this::read, "replay-reader");
    thread.setDaemon(true);
  }

  /**
   * Begins to read; returns when the queue is full, or all is read.
   *
   * @param waking called with the ticker's reading when there is a request after there was none
   */
  void start(LongConsumer waking) throws InterruptedException {
    awake = waking;
    thread.start();
    synchronized (this) {
      while (!whole && !isFull()) {
        wait();
      }
    }
  }

  private void read() {
    try {
      for (Optional<ReplayOp> next = ops.next(); next.isPresent(); next = ops.next()) {
        if (!add(next.get())) {
          return;
        }
      }
    } catch (IOException e) {
      faults.handle("the reader of the trace", new UncheckedIOException(e));
    } catch (Throwable thrown) {
      faults.handle("the reader of the trace", thrown);
    } finally {
      end();
    }
  }

  private boolean add(ReplayOp op) {
    boolean wasEmpty;
    synchronized (this) {
      while (isFull() && !closed) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      op.readyNs = ticker.nanos();
      wasEmpty = queue.isEmpty();
      queue.add(op);
      bytes += op.bytes;
      if (isFull()) {
        notifyAll();
      }
      if (closed) {
        return false;
      }
    }
    if (wasEmpty) {
      awake.accept(op.readyNs);
    }
    return true;
  }

  @GuardedBy("this")
  private boolean isFull() {
    return queue.size() >= OPS_MAX || bytes >= BYTES_MAX;
  }

  private synchronized void end() {
    whole = true;
    notifyAll();
  }

  @Override
  public synchronized ReplayOp peek() {
    return queue.peek();
  }

  @Override
  public synchronized void take() {
    boolean wasFull = isFull();
    bytes -= queue.remove().bytes;
    if (wasFull && !isFull()) {
      notifyAll();
    }
  }

  @Override
  public synchronized boolean ended() {
    return whole && queue.isEmpty();
  }

  /** Ends the reading; bounded. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      ops.close();
    } catch (IOException e) {
      faults.handle("the reader of the trace", new UncheckedIOException(e));
    }
  }
}
