package io.scaletest.watching.steps;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs tasks one after the other, in the order they came, on whichever thread brought the first of
 * them. So a state that only tasks touch has one owner without a thread of its own, and a stream's
 * bytes are worked on by the event loop that read them, without a switch of threads.
 *
 * <p>Safe for use by many threads; a task may post further ones. Tasks must not block.
 */
public final class SerialMailbox {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unfinished = new AtomicInteger();
  private final Consumer<RuntimeException> onFault;

  /** Returns a mailbox that goes on after a task that threw, and tells {@code onFault}. */
  public SerialMailbox(Consumer<RuntimeException> onFault) {
    this.onFault = onFault;
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
      } catch (RuntimeException e) {
        onFault.accept(e);
      }
    } while (unfinished.decrementAndGet() > 0);
  }
}
