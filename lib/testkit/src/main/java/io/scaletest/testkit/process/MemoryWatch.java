package io.scaletest.testkit.process;

import io.scaletest.common.process.ResidentMemory;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Looks again and again at the most memory that a wrapper's child has had: the kernel keeps that
 * figure, but only as long as the process lives.
 */
final class MemoryWatch implements AutoCloseable {
  private final ProcessHandle wrapper;
  private final ScheduledExecutorService thread;
  private final ScheduledFuture<?> looking;
  private volatile long mostResidentBytes;

  MemoryWatch(ProcessHandle wrapper) {
    this.wrapper = wrapper;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread named = new Thread(task, "memory-of-" + wrapper.pid());
              named.setDaemon(true);
              return named;
            });
    this.looking =
        thread.scheduleWithFixedDelay(
            this::look, 0, ToolProcess.WATCH_INTERVAL_MS, TimeUnit.MILLISECONDS);
    var unused = wrapper.onExit().thenRun(this::close); // neither of them fails
  }

  private void look() {
    wrapper
        .children()
        .forEach(
            child ->
                ResidentMemory.mostBytesOf(child.pid())
                    .ifPresent(bytes -> mostResidentBytes = Math.max(mostResidentBytes, bytes)));
  }

  /**
   * @throws IllegalStateException if looking has failed, so that the figure may be too small
   */
  long mostResidentBytes() {
    if (looking.isDone() && !looking.isCancelled()) {
      try {
        looking.get(); // a periodic task is done only by what it threw
      } catch (ExecutionException e) {
        throw new IllegalStateException("the memory of " + wrapper.pid() + " is not known", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return mostResidentBytes;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
