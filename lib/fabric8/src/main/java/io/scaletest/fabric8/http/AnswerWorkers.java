package io.scaletest.fabric8.http;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes the threads on which fabric8 parses answers and takes events. */
public final class AnswerWorkers {
  private static final int IDLE_S = 10;

  private AnswerWorkers() {}

  /**
   * Returns a pool of daemon threads that end when they are idle. Its queue has no bound of its
   * own: there is a task for each request that the transport let out, and for each stream.
   */
  public static ExecutorService start(String threadName, int threads) {
    ThreadPoolExecutor workers =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_S,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            });
    workers.allowCoreThreadTimeOut(true);
    return workers;
  }
}
