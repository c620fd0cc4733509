package io.scaletest.common.profiling;

import io.scaletest.common.profiling.Profile.Frame;
import io.scaletest.common.profiling.Profile.Stack;
import io.scaletest.common.profiling.Profile.ValueType;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Point-in-time profiles: objects on the heap, and threads. */
final class Snapshots {
  private static final Pattern HISTOGRAM_ROW =
      Pattern.compile("^ *[0-9]+: +([0-9]+) +([0-9]+) +(.+)$", Pattern.MULTILINE);

  private Snapshots() {}

  /**
   * Returns the objects on the heap; what stands for a stack is their class. Stops the application
   * meanwhile.
   */
  static Profile heap(boolean collectFirst) throws ProfilingException {
    var profile =
        new Profile(new ValueType("inuse_objects", "count"), new ValueType("inuse_space", "bytes"));
    Matcher row = HISTOGRAM_ROW.matcher(JvmDiagnostics.heapHistogram(collectFirst));
    while (row.find()) {
      var object = new Frame(row.group(3), "", 0);
      profile.add(
          new Stack(List.of(object), ""),
          Long.parseLong(row.group(1)),
          Long.parseLong(row.group(2)));
    }
    return profile;
  }

  /** Returns all Java threads and where they are. */
  static Profile threads() {
    var profile = new Profile(new ValueType("goroutine", "count"));
    for (Map.Entry<Thread, StackTraceElement[]> thread : Thread.getAllStackTraces().entrySet()) {
      List<Frame> frames = Stream.of(thread.getValue()).map(Snapshots::frame).toList();
      profile.add(new Stack(frames, thread.getKey().getName()), 1);
    }
    return profile;
  }

  /** Returns all Java threads; what stands for a stack is their name without its numbers. */
  static Profile threadNames() {
    var profile = new Profile(new ValueType("threadcreate", "count"));
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      String kind = thread.getName().replaceAll("[0-9]+", "N");
      profile.add(new Stack(List.of(new Frame(kind, "", 0)), ""), 1);
    }
    return profile;
  }

  private static Frame frame(StackTraceElement element) {
    return new Frame(
        element.getClassName(), element.getMethodName(), Math.max(0, element.getLineNumber()));
  }
}
