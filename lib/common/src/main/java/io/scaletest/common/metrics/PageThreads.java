package io.scaletest.common.metrics;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A bounded pool of daemon threads that make pages of metrics and profiles; idle ones end. */
public final class PageThreads {
  private static final int IDLE_THREAD_S = 30;

  private PageThreads() {}

  /**
   * Returns a pool.
   *
   * @param name what its threads' names begin with
   * @param threads pages made at a time
   * @param waiting pages that wait to be made; further ones are rejected
   */
  public static ThreadPoolExecutor of(String name, int threads, int waiting) {
    var number = new AtomicInteger();
    var pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_THREAD_S,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waiting),
            work -> daemon(work, name + "-" + number.incrementAndGet()));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  static Thread daemon(Runnable work, String name) {
    var thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
