package io.scaletest.controlplane.process;

import io.scaletest.common.process.BoundedWait;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Ends processes: asks first, kills after a bounded wait, and returns only when they have ended.
 */
public final class ProcessEnd {
  /** SIGKILL takes effect at once, but the memory of a large process takes a moment to free. */
  private static final Duration KILL_LIMIT = Duration.ofMinutes(1);

  private final BoundedWait wait;

  public ProcessEnd(BoundedWait wait) {
    this.wait = wait;
  }

  /**
   * Sends SIGTERM to all, and SIGKILL to those that still run after {@code grace}.
   *
   * @return those that run even then (in uninterruptible sleep, or another user's); normally none
   */
  public List<ProcessIdentity> stop(Collection<ProcessIdentity> processes, Duration grace) {
    processes.forEach(p -> p.handle().ifPresent(ProcessHandle::destroy));
    wait.until(grace, () -> allGone(processes));
    return kill(processes);
  }

  /**
   * Sends SIGKILL to all and waits until they have ended.
   *
   * @return those that still run
   */
  public List<ProcessIdentity> kill(Collection<ProcessIdentity> processes) {
    processes.forEach(p -> p.handle().ifPresent(ProcessHandle::destroyForcibly));
    wait.until(KILL_LIMIT, () -> allGone(processes));
    return processes.stream().filter(ProcessIdentity::isAlive).toList();
  }

  private static boolean allGone(Collection<ProcessIdentity> processes) {
    return processes.stream().noneMatch(ProcessIdentity::isAlive);
  }
}
