package io.scaletest.testkit.process;

import io.scaletest.controlplane.process.ResidentMemory;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks again and again at the most memory that a wrapper's child has had: the kernel keeps that
 * figure, but only as long as the process lives.
 */
final class MemoryWatch implements AutoCloseable {
  private final ProcessHandle wrapper;
  private final ScheduledExecutorService thread;
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
    thread.scheduleWithFixedDelay(
        this::look, 0, ToolProcess.WATCH_INTERVAL_MS, TimeUnit.MILLISECONDS);
    wrapper.onExit().thenRun(this::close);
  }

  private void look() {
    wrapper
        .children()
        .forEach(
            child ->
                ResidentMemory.mostBytesOf(child.pid())
                    .ifPresent(bytes -> mostResidentBytes = Math.max(mostResidentBytes, bytes)));
  }

  long mostResidentBytes() {
    return mostResidentBytes;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
