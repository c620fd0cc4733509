package io.scaletest.common.shutdown;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.fault.FaultHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of being asked to stop, and by what. The first SIGINT or SIGTERM asks; the second ends
 * the process at once with status 1. A first one while the run is already ending, after a fault or
 * on a full disk, has no effect: results and clean-up are completed.
 *
 * <p><i>Source:</i> contract, "A second SIGINT or SIGTERM exits 1 at once". Safe for use by many
 * threads.
 */
public final class StopSignal {
  private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);
  private static final int SECOND_SIGNAL_STATUS = 1;

  private final CountDownLatch asked = new CountDownLatch(1);

  @GuardedBy("this")
  private final List<Action> actions = new ArrayList<>();

  @GuardedBy("this")
  private ExitStatus status;

  @GuardedBy("this")
  private boolean signalled;

  /** Returns a stop signal that only {@link #request} sets. */
  public StopSignal() {}

  /** Returns a stop signal that SIGINT and SIGTERM set. */
  public static StopSignal onSignals() {
    StopSignal stop = new StopSignal();
    if (!Signals.handle("INT", () -> stop.signalled(CommonExit.INTERRUPTED))) {
      LOG.warn(
          "SIGINT is ignored, as a shell leaves it to a background job: kill -TERM {} ends this run",
          ProcessHandle.current().pid());
    }
    Signals.handle("TERM", () -> stop.signalled(CommonExit.TERMINATED));
    return stop;
  }

  private void signalled(ExitStatus because) {
    boolean second;
    synchronized (this) {
      second = signalled;
      signalled = true;
    }
    if (second) {
      Runtime.getRuntime().halt(SECOND_SIGNAL_STATUS);
    }
    if (!request(because)) {
      LOG.warn("this run ends already; a second signal ends it at once, without its clean-up");
    }
  }

  /**
   * Requests the stop, and runs the registered actions.
   *
   * @param because the status to exit with
   * @return whether this was the first time
   */
  public boolean request(ExitStatus because) {
    List<Action> toRun;
    synchronized (this) {
      if (status != null) {
        return false;
      }
      status = because;
      asked.countDown();
      toRun = List.copyOf(actions);
    }
    toRun.forEach(Action::run);
    return true;
  }

  /** One action that throws keeps none of the others from running. */
  private record Action(Runnable action, FaultHandler faults) {
    void run() {
      try {
        action.run();
      } catch (Throwable thrown) {
        faults.handle("what is done on being asked to stop", thrown);
      }
    }
  }

  /**
   * Runs {@code action} when stopping is asked for, on the thread that asks (a signal's own thread
   * of the JVM, named {@code SIGTERM handler}); at once if it was asked already. Threads in {@link
   * #await} continue meanwhile. The action must not block: should it do so, a second signal still
   * ends the process.
   *
   * @param faults takes what an action throws
   */
  public void onStop(Runnable action, FaultHandler faults) {
    Action added = new Action(action, faults);
    synchronized (this) {
      if (status == null) {
        actions.add(added);
        return;
      }
    }
    added.run();
  }

  /** Returns whether stopping was asked for. */
  public boolean requested() {
    return asked.getCount() == 0;
  }

  /** Returns the status to exit with, once stopping was asked for. */
  public synchronized Optional<ExitStatus> status() {
    return Optional.ofNullable(status);
  }

  /** Blocks until the stop is requested or the time is over; returns whether it was requested. */
  public boolean await(long duration, TimeUnit unit) throws InterruptedException {
    return asked.await(duration, unit);
  }

  /**
   * Blocks for a time; returns whether to continue: false, at once, if the stop is requested or the
   * thread is interrupted.
   */
  public boolean pause(long durationMs) {
    try {
      return !await(durationMs, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits until stopping is asked for. */
  public void await() throws InterruptedException {
    asked.await();
  }
}
