package io.scaletest.fabric8.http;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Thread pools of a fabric8 client: daemon threads that end when they have been idle for 10 s. */
public final class ClientThreads {
  private static final int IDLE_S = 10;

  private ClientThreads() {}

  /**
   * Returns the pool on which answers are parsed and events are taken. Its queue has no bound of
   * its own: there is a task for each request that the transport let out, and for each stream.
   */
  public static ExecutorService answers(String threadName, int threads) {
    return pool(threadName, threads, threads, new LinkedBlockingQueue<>());
  }

  /**
   * Returns the pool for what fabric8 runs beside its requests: handlers of informers, leader
   * election. Without a bound, as fabric8's own: a task may wait for another one, so that a bound
   * could stop both for ever.
   */
  public static ExecutorService tasks(String threadName) {
    return pool(threadName, 0, Integer.MAX_VALUE, new SynchronousQueue<>());
  }

  private static ExecutorService pool(
      String threadName, int core, int most, BlockingQueue<Runnable> waiting) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            core,
            most,
            IDLE_S,
            TimeUnit.SECONDS,
            waiting,
            task -> {
              Thread thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
