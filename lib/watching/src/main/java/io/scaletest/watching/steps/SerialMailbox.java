package io.scaletest.watching.steps;

import io.scaletest.common.fault.FaultHandler;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one after the other, in the order they came, on whichever thread brought the first of
 * them. So a state that only tasks touch has one owner without a thread of its own, and a stream's
 * bytes are worked on by the event loop that read them, without a switch of threads.
 *
 * <p>Safe for use by many threads; a task may post further ones. Tasks must not block: a slow task
 * holds up whichever thread runs it, with the tasks of others behind it. What a task throws is
 * handed to the {@link FaultHandler}; the tasks after it run all the same.
 */
public final class SerialMailbox {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unfinished = new AtomicInteger();
  private final FaultHandler faults;

  public SerialMailbox(FaultHandler faults) {
    this.faults = faults;
  }

  /** Runs {@code task} now, or lets the thread that is at work here run it after the others. */
  public void post(Runnable task) {
    tasks.add(task);
    if (unfinished.getAndIncrement() > 0) {
      return;
    }
    do {
      try {
        tasks.remove().run();
      } catch (Throwable thrown) {
        faults.handle("a task of a watch", thrown);
      }
    } while (unfinished.decrementAndGet() > 0);
  }
}
