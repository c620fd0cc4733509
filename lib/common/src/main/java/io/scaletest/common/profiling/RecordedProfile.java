package io.scaletest.common.profiling;

import io.scaletest.common.profiling.Profile.Frame;
import io.scaletest.common.profiling.Profile.Stack;
import io.scaletest.common.profiling.Profile.ValueType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Converts a flight recording into a {@link Profile}: which events count, and how. Names {@code
 * jdk.jfr}, see {@link FlightRecording}.
 */
final class RecordedProfile {
  /** 100 samples a second, as in Go. */
  private static final Duration SAMPLING_PERIOD = Duration.ofMillis(10);

  /** Shorter waits are ordinary hand-overs, too many to record each. */
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

  private static final String CPU_SAMPLE = "jdk.ExecutionSample";
  private static final String ALLOCATION_SAMPLE = "jdk.ObjectAllocationSample";
  private static final String ALLOCATION_RATE = "300/s";
  private static final String MONITOR_ENTER = "jdk.JavaMonitorEnter";
  private static final String MONITOR_WAIT = "jdk.JavaMonitorWait";
  private static final String PARK = "jdk.ThreadPark";

  /** What a thread waits at for a lock, and not for a condition, is of one of these classes. */
  private static final String LOCKS = "java.util.concurrent.locks.Reentrant";

  private RecordedProfile() {}

  /** Has {@code recording} record what {@code kind} is made of. */
  static void choose(Recording recording, RecordingKind kind) {
    switch (kind) {
      case CPU -> recording.enable(CPU_SAMPLE).withPeriod(SAMPLING_PERIOD);
      case ALLOCATIONS -> recording.enable(ALLOCATION_SAMPLE).with("throttle", ALLOCATION_RATE);
      case BLOCKED, CONTENDED -> {
        recording.enable(MONITOR_ENTER).withThreshold(SHORTEST_WAIT);
        recording.enable(PARK).withThreshold(SHORTEST_WAIT);
        if (kind == RecordingKind.BLOCKED) {
          recording.enable(MONITOR_WAIT).withThreshold(SHORTEST_WAIT);
        }
      }
      case DEFAULT, DETAILED -> throw new IllegalArgumentException(kind + ": has all events");
    }
  }

  /** Returns what lies between two samples of a kind, in its last unit; 0 if nothing does. */
  static long period(RecordingKind kind) {
    return kind == RecordingKind.CPU ? SAMPLING_PERIOD.toNanos() : 0;
  }

  /** Returns the profile of what a file of {@code kind} recorded. */
  static Profile read(Path file, RecordingKind kind) throws IOException {
    Profile profile = empty(kind);
    try (var events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        add(events.readEvent(), kind, profile);
      }
    }
    return profile;
  }

  private static Profile empty(RecordingKind kind) {
    return switch (kind) {
      case CPU ->
          new Profile(new ValueType("samples", "count"), new ValueType("cpu", "nanoseconds"));
      case ALLOCATIONS ->
          new Profile(
              new ValueType("alloc_samples", "count"), new ValueType("alloc_space", "bytes"));
      default ->
          new Profile(new ValueType("contentions", "count"), new ValueType("delay", "nanoseconds"));
    };
  }

  private static void add(RecordedEvent event, RecordingKind kind, Profile profile) {
    RecordedStackTrace trace = event.getStackTrace();
    if (trace == null) {
      return;
    }
    switch (event.getEventType().getName()) {
      case CPU_SAMPLE ->
          profile.add(stack(trace, event.getThread("sampledThread")), 1, SAMPLING_PERIOD.toNanos());
      case ALLOCATION_SAMPLE ->
          profile.add(stack(trace, event.getThread()), 1, event.getLong("weight"));
      case MONITOR_ENTER, MONITOR_WAIT ->
          profile.add(stack(trace, event.getThread()), 1, event.getDuration().toNanos());
      case PARK -> {
        if (kind == RecordingKind.BLOCKED || isLock(event.getClass("parkedClass"))) {
          profile.add(stack(trace, event.getThread()), 1, event.getDuration().toNanos());
        }
      }
      default -> {
        // The recorder's own events are in every recording.
      }
    }
  }

  private static boolean isLock(RecordedClass parkedAt) {
    return parkedAt != null && parkedAt.getName().startsWith(LOCKS);
  }

  private static Stack stack(RecordedStackTrace trace, RecordedThread thread) {
    List<Frame> frames = trace.getFrames().stream().map(RecordedProfile::frame).toList();
    String name = thread == null || thread.getJavaName() == null ? "" : thread.getJavaName();
    return new Stack(frames, name);
  }

  private static Frame frame(RecordedFrame frame) {
    return new Frame(
        frame.getMethod().getType().getName(),
        frame.getMethod().getName(),
        Math.max(0, frame.getLineNumber()));
  }
}
