package io.scaletest.common.profiling;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A mutex around flight recordings: one at a time, for its seconds or until this is closed. Blocks
 * its caller for that long.
 */
final class RecordingTurn implements AutoCloseable {
  /** Starts recordings. */
  @FunctionalInterface
  interface Recorder {
    /** Returns a started recording. */
    RunningRecording start(RecordingKind kind) throws ProfilingException;
  }

  /** A recording, to be closed whether finished or not. */
  interface RunningRecording extends AutoCloseable {
    /** Stops and returns it. */
    ProfilingPage finish(String fileName) throws ProfilingException;

    /** Stops it and returns its samples by call stack. */
    ProfilingPage finishProfile(String fileName, boolean asText) throws ProfilingException;

    @Override
    void close();
  }

  /** What a recording becomes. */
  @FunctionalInterface
  interface End {
    ProfilingPage of(RunningRecording recording) throws ProfilingException;
  }

  /** Takes a profile of the moment. */
  @FunctionalInterface
  interface Snapshot {
    Profile take() throws ProfilingException;
  }

  /** The task of the mutex's holder. */
  @FunctionalInterface
  private interface Work<T> {
    T done() throws ProfilingException, InterruptedException;
  }

  private final Recorder recorder;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();

  @GuardedBy("lock")
  private boolean taken;

  @GuardedBy("lock")
  private boolean closed;

  RecordingTurn(Recorder recorder) {
    this.recorder = recorder;
  }

  /** Records, and returns what {@code end} makes of the recording. */
  ProfilingPage record(int seconds, RecordingKind kind, End end) throws ProfilingException {
    return hold(
        () -> {
          try (RunningRecording recording = recorder.start(kind)) {
            awaitEnd(seconds);
            return end.of(recording);
          }
        });
  }

  /** Returns by how much {@code snapshot} changes within the seconds. */
  Profile difference(int seconds, Snapshot snapshot) throws ProfilingException {
    return hold(
        () -> {
          Profile before = snapshot.take();
          awaitEnd(seconds);
          Profile after = snapshot.take();
          after.subtract(before);
          return after;
        });
  }

  private <T> T hold(Work<T> work) throws ProfilingException {
    take();
    try {
      return work.done();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProfilingException(503, "the recording was given up", e);
    } finally {
      giveBack();
    }
  }

  private void take() throws ProfilingException {
    lock.lock();
    try {
      checkOpen();
      if (taken) {
        throw new ProfilingException(409, "another recording is running; try again after it");
      }
      taken = true;
    } finally {
      lock.unlock();
    }
  }

  private void giveBack() {
    lock.lock();
    try {
      taken = false;
    } finally {
      lock.unlock();
    }
  }

  private void awaitEnd(int seconds) throws InterruptedException, ProfilingException {
    lock.lock();
    try {
      long remainingNs = TimeUnit.SECONDS.toNanos(seconds);
      while (!closed && remainingNs > 0) {
        remainingNs = closing.awaitNanos(remainingNs);
      }
      checkOpen();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void checkOpen() throws ProfilingException {
    if (closed) {
      throw new ProfilingException(503, "the tool is ending");
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      closing.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
