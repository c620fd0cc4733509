package io.scaletest.watching.steps;

import io.scaletest.common.timer.Timers;
import io.scaletest.kube.transport.StreamHandle;
import java.util.concurrent.Executor;

/**
 * The one thing under way: a request, an open answer, or a wait. Beginning the next leaves it
 * behind, and what then still comes of it is stale.
 *
 * <p>For the tasks of one mailbox, in which its timers' actions run, too.
 */
public final class Steps {
  private final Executor mailbox;
  private final Timers timers;
  private long current;
  private boolean closed;
  private StreamHandle stream = () -> {};
  private Timers.Timer timer = () -> {};

  /**
   * @param mailbox runs tasks one after the other: a {@link SerialMailbox}, or the lock of a loop
   */
  public Steps(Executor mailbox, Timers timers) {
    this.mailbox = mailbox;
    this.timers = timers;
  }

  /**
   * Leaves behind whatever is under way.
   *
   * @return false if this is closed and nothing may begin
   */
  public boolean next() {
    current++;
    timer.cancel();
    stream.cancel();
    stream = () -> {};
    return !closed;
  }

  /** Leaves behind whatever is under way, and begins nothing any more. */
  public void close() {
    closed = true;
    next();
  }

  public boolean isClosed() {
    return closed;
  }

  /** Returns the number of the step under way. */
  public long current() {
    return current;
  }

  /** Tells whether the step of that number is still under way. */
  public boolean isCurrent(long step) {
    return step == current;
  }

  /** Makes {@code opened} the step's stream, closed with the step. */
  public void hold(StreamHandle opened) {
    stream = opened;
  }

  /** Runs {@code action} later, as the step's only timer, unless the step is over by then. */
  public void after(long delayNs, Runnable action) {
    timer.cancel();
    timer = alsoAfter(delayNs, action);
  }

  /** Runs {@code action} later, unless the step is over by then, beside the step's timer. */
  public Timers.Timer alsoAfter(long delayNs, Runnable action) {
    long planned = current;
    return timers.schedule(
        delayNs,
        () ->
            mailbox.execute(
                () -> {
                  if (planned == current) {
                    action.run();
                  }
                }));
  }
}
