package io.scaletest.common.shutdown;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A program that a tool runs in its own place: its end is the tool's, and so are its signals. */
public final class ForegroundChild {
  /** What a run may take for its clean-up before it is killed. */
  private static final Duration KILL_AFTER = Duration.ofSeconds(60);

  private ForegroundChild() {}

  /**
   * Waits for the end of a program and passes the request to stop on to it, as SIGTERM. A
   * terminal's Ctrl-C reaches it by itself. Blocks its caller.
   *
   * @return the program's exit status
   */
  public static int await(Process program, StopSignal stop) throws InterruptedException {
    Thread passing = new Thread(() -> pass(program, stop), "signals");
    passing.setDaemon(true);
    passing.start();
    return program.waitFor();
  }

  private static void pass(Process program, StopSignal stop) {
    try {
      stop.await();
      program.destroy();
      if (!program.waitFor(KILL_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
        program.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
