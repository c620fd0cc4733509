package io.scaletest.watching.queue;

import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.timer.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * The threads that work a {@link WorkQueue} off. Work that throws is tried again after the {@link
 * RetryLimiter}'s delay, at most {@value #RETRIES_MAX} times, and then given up and counted; until
 * then its key stays with it.
 */
public final class Workers<K, N> implements AutoCloseable {
  /** The delays of so many retries of one key add up to about 160 s. */
  static final int RETRIES_MAX = 15;

  private static final String WHERE = "a worker of the queue";

  /** How long {@link #close} waits for the queue to be worked off. */
  static final long DRAIN_TIMEOUT_MS = 10_000;

  private final WorkQueue<K, N> queue;
  private final Work<K, N> work;
  private final RetryLimiter limiter;
  private final Timers timers;
  private final FaultHandler faults;
  private final List<Thread> threads = new ArrayList<>();
  private final LongAdder retries = new LongAdder();
  private final LongAdder givenUp = new LongAdder();

  /** What is done with one key. */
  @FunctionalInterface
  public interface Work<K, N> {
    void handle(K key, N notes);
  }

  private Workers(
      WorkQueue<K, N> queue,
      Work<K, N> work,
      RetryLimiter limiter,
      Timers timers,
      FaultHandler faults) {
    this.queue = queue;
    this.work = work;
    this.limiter = limiter;
    this.timers = timers;
    this.faults = faults;
  }

  /**
   * Starts {@code count} threads named {@code worker-0} and so on.
   *
   * @param faults hears of work that throws, before it is tried again
   */
  public static <K, N> Workers<K, N> start(
      int count,
      WorkQueue<K, N> queue,
      Work<K, N> work,
      RetryLimiter limiter,
      Timers timers,
      FaultHandler faults) {
    if (count < 1) {
      throw new IllegalArgumentException("count: must be at least 1, got " + count);
    }
    var workers = new Workers<>(queue, work, limiter, timers, faults);
    for (int i = 0; i < count; i++) {
      var thread = new Thread(workers::run, "worker-" + i);
      thread.setDaemon(true);
      workers.threads.add(thread);
    }
    workers.threads.forEach(Thread::start);
    return workers;
  }

  /** Returns how often work was put back to be tried again. */
  public long retries() {
    return retries.sum();
  }

  /** Returns how many items were given up after {@value #RETRIES_MAX} retries. */
  public long givenUp() {
    return givenUp.sum();
  }

  /**
   * Closes the queue, waits (bounded) until it is worked off, and ends the threads. What then still
   * waits, for a worker or a retry, is lost; the queue's statistics tell how many keys.
   */
  @Override
  public void close() {
    queue.close();
    boolean expired = false;
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        if (!expired) {
          thread.join(DRAIN_TIMEOUT_MS);
          expired = thread.isAlive();
        }
      } catch (InterruptedException e) {
        interrupted = true;
        expired = true;
      }
      if (expired) {
        thread.interrupt();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      for (var item = queue.take(); item.isPresent(); item = queue.take()) {
        try {
          handle(item.get());
        } catch (Throwable thrown) {
          faults.handle(WHERE, thrown); // the others' keys need this thread
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(WorkQueue.Item<K, N> item) {
    try {
      work.handle(item.key(), item.notes());
    } catch (Throwable thrown) {
      handleFault(item, thrown);
      return;
    }
    limiter.forget(item.key());
    queue.done(item.key());
  }

  /**
   * Keeps the key until its retry, so that the changes of one object stay in order. An error of the
   * machine is not tried again.
   */
  private void handleFault(WorkQueue.Item<K, N> item, Throwable fault) {
    faults.handle(WHERE, fault);
    boolean last = fault instanceof Error || limiter.failures(item.key()) >= RETRIES_MAX;
    if (last) {
      limiter.forget(item.key());
      givenUp.increment();
      queue.done(item.key());
    } else {
      retries.increment();
      timers.schedule(limiter.delayNs(item.key()), () -> queue.retry(item));
    }
  }
}
