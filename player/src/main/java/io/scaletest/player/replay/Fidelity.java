package io.scaletest.player.replay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.operation.Operation;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How near a replay came to its recording: requests by window, verbs, codes, concurrency, how long
 * watches lasted. As large as the number of windows and of different codes. Safe for use by many
 * threads, but for {@link #due}, which the loop's thread calls.
 */
final class Fidelity {
  /** As many as a page draws. */
  static final int WINDOWS_MAX = 300;

  private static final long NS_PER_S = 1_000_000_000;
  private static final long[] WINDOWS_S = {
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400
  };

  private final long lengthNs;
  private final double speed;
  private final long windowNs;

  /** The last one has what came later than the last window. */
  private final int windows;

  private final AtomicLongArray recorded;
  private final AtomicLongArray replayed;
  private final AtomicLongArray recordedBusyNs;
  private final AtomicLongArray replayedBusyNs;
  private final AtomicIntegerArray recordedWatches;
  private final AtomicIntegerArray replayedWatches;
  private final Map<Operation, OfVerb> verbs = new EnumMap<>(Operation.class);
  private final Map<Difference, LongAdder> differences = new ConcurrentHashMap<>();
  private final LatencySeries recordedLifetimes = new LatencySeries("watch.recorded");
  private final LatencySeries replayedLifetimes = new LatencySeries("watch.replayed");
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();
  private final LongAdder meantToFail = new LongAdder();
  private final LongAdder refusedPatches = new LongAdder();
  private final LongAdder events = new LongAdder();
  private final PriorityQueue<Long> recordedEnds = new PriorityQueue<>();

  @GuardedBy("this")
  private int mostRecordedInFlight;

  /** What a request was answered with, and what it had been. */
  private record Difference(Operation operation, int recorded, int replayed) {}

  /** The requests of one verb. */
  static final class OfVerb {
    private final LongAdder recorded = new LongAdder();
    private final LongAdder replayed = new LongAdder();
    private final LongAdder asRecorded = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /** Returns how many there are to be. */
    long recorded() {
      return recorded.sum();
    }

    /** Returns how many went out. */
    long replayed() {
      return replayed.sum();
    }

    /** Returns how many were answered as they had been, or had no known answer. */
    long asRecorded() {
      return asRecorded.sum();
    }
  }

  /**
   * @param lengthNs of the replay
   * @param speed how many times as fast as it was recorded
   */
  Fidelity(long lengthNs, double speed) {
    this.lengthNs = lengthNs;
    this.speed = speed;
    windowNs = windowNs(lengthNs);
    windows = (int) Math.min(10 * WINDOWS_MAX, lengthNs / windowNs + 1) + 1;
    recorded = new AtomicLongArray(windows);
    replayed = new AtomicLongArray(windows);
    recordedBusyNs = new AtomicLongArray(windows);
    replayedBusyNs = new AtomicLongArray(windows);
    recordedWatches = new AtomicIntegerArray(windows);
    replayedWatches = new AtomicIntegerArray(windows);
    for (Operation operation : Operation.values()) {
      verbs.put(operation, new OfVerb());
    }
  }

  private static long windowNs(long lengthNs) {
    for (long seconds : WINDOWS_S) {
      if (lengthNs / (seconds * NS_PER_S) < WINDOWS_MAX) {
        return seconds * NS_PER_S;
      }
    }
    return lengthNs / WINDOWS_MAX + 1;
  }

  private int window(long ns) {
    return (int) Math.max(0, Math.min(windows - 1, ns / windowNs));
  }

  /** Notes a request that is due. */
  void due(ReplayOp op) {
    verbs.get(op.operation).recorded.increment();
    recorded.incrementAndGet(window(op.dueNs));
    boolean known = op.recorded.durationNs() != TraceEntry.UNKNOWN;
    long durationNs = known ? Math.round(op.recorded.durationNs() / speed) : 0;
    if (op.operation == Operation.WATCH) {
      long endNs = known ? op.dueNs + durationNs : Long.MAX_VALUE;
      open(recordedWatches, op.dueNs, endNs);
      if (known) {
        recordedLifetimes.record(durationNs);
      }
      return;
    }
    busy(recordedBusyNs, op.dueNs, op.dueNs + durationNs);
    if (known) {
      while (!recordedEnds.isEmpty() && recordedEnds.peek() <= op.dueNs) {
        recordedEnds.remove();
      }
      recordedEnds.add(op.dueNs + durationNs);
      synchronized (this) {
        mostRecordedInFlight = Math.max(mostRecordedInFlight, recordedEnds.size());
      }
    }
  }

  private void busy(AtomicLongArray busyNs, long fromNs, long toNs) {
    for (int i = window(fromNs); i <= window(Math.max(fromNs, toNs - 1)); i++) {
      long beginNs = i * windowNs;
      long endNs = i == windows - 1 ? Long.MAX_VALUE : beginNs + windowNs;
      busyNs.addAndGet(i, Math.max(0, Math.min(toNs, endNs) - Math.max(fromNs, beginNs)));
    }
  }

  private void open(AtomicIntegerArray watches, long fromNs, long toNs) {
    for (int i = window(fromNs); i <= window(toNs); i++) {
      watches.incrementAndGet(i);
    }
  }

  /** Notes a request that goes out. */
  void sending(ReplayOp op) {
    if (op.operation != Operation.WATCH) {
      int now = inFlight.incrementAndGet();
      mostInFlight.accumulateAndGet(now, Math::max);
    }
  }

  /** Notes a request that could not be made. */
  void dropped(ReplayOp op) {
    verbs.get(op.operation).dropped.increment();
  }

  /**
   * Notes an answer.
   *
   * @param startNs when the replay began
   */
  void completed(ReplayOp op, ApiReply reply, long startNs) {
    if (op.operation != Operation.WATCH) {
      inFlight.decrementAndGet();
    }
    OfVerb verb = verbs.get(op.operation);
    if (reply.wasSent()) {
      verb.replayed.increment();
      replayed.incrementAndGet(window(reply.sentNs() - startNs));
      if (op.operation != Operation.WATCH) {
        busy(replayedBusyNs, reply.sentNs() - startNs, reply.answeredNs() - startNs);
      }
    }
    int code = op.recorded.code();
    if (code == 0 || code == reply.status()) {
      verb.asRecorded.increment();
      if (!reply.succeeded() && op.recorded.isMeantToFail()) {
        meantToFail.increment();
      }
    } else {
      differences
          .computeIfAbsent(
              new Difference(op.operation, code, reply.status()), added -> new LongAdder())
          .increment();
      if (Requests.isRefusedPatch(op, reply.status())) {
        refusedPatches.increment();
      }
    }
  }

  /** Notes the end of a watch that was open. */
  void watchEnded(ReplayOp op, long openNs, long newEvents, long nowNs, long startNs) {
    events.add(newEvents);
    if (openNs > 0) {
      open(replayedWatches, nowNs - openNs - startNs, nowNs - startNs);
      if (op.recorded.durationNs() != TraceEntry.UNKNOWN) {
        replayedLifetimes.record(openNs);
      }
    }
  }

  OfVerb of(Operation operation) {
    return verbs.get(operation);
  }

  /** Returns how many requests failed as they had in the recording. */
  long meantToFail() {
    return meantToFail.sum();
  }

  /** Returns how many patches a server did not take that had taken them. */
  long refusedPatches() {
    return refusedPatches.sum();
  }

  long recorded() {
    return verbs.values().stream().mapToLong(OfVerb::recorded).sum();
  }

  long replayed() {
    return verbs.values().stream().mapToLong(OfVerb::replayed).sum();
  }

  long asRecorded() {
    return verbs.values().stream().mapToLong(OfVerb::asRecorded).sum();
  }

  long dropped() {
    return verbs.values().stream().mapToLong(verb -> verb.dropped.sum()).sum();
  }

  long differing() {
    return differences.values().stream().mapToLong(LongAdder::sum).sum();
  }

  long events() {
    return events.sum();
  }

  /** Returns the codes that differ most often, in words: {@code get 200 -> 404: 3}. */
  List<String> differences(int most) {
    return sorted().stream()
        .limit(most)
        .map(
            each ->
                each.operation.word()
                    + ' '
                    + each.recorded
                    + " -> "
                    + (each.replayed == 0 ? "no answer" : each.replayed)
                    + ": "
                    + differences.get(each).sum())
        .toList();
  }

  private List<Difference> sorted() {
    List<Difference> all = new ArrayList<>(differences.keySet());
    all.sort(
        Comparator.<Difference>comparingLong(each -> -differences.get(each).sum())
            .thenComparing(Difference::operation)
            .thenComparing(Difference::recorded)
            .thenComparing(Difference::replayed));
    return all;
  }

  /** Returns the most requests at a time, in the recording. */
  synchronized int mostRecordedInFlight() {
    return mostRecordedInFlight;
  }

  /** Returns the most requests at a time. */
  int mostInFlight() {
    return mostInFlight.get();
  }

  /** Returns how many requests were under way in the mean, over its length. */
  double meanInFlight(boolean inRecording) {
    AtomicLongArray busyNs = inRecording ? recordedBusyNs : replayedBusyNs;
    long sum = 0;
    for (int i = 0; i < windows; i++) {
      sum += busyNs.get(i);
    }
    return sum / (double) Math.max(1, lengthNs);
  }

  /** Returns how long watches lasted whose end is known, in the replay's time. */
  LatencySummary lifetimes(boolean inRecording) {
    return LatencySummary.of(inRecording ? recordedLifetimes : replayedLifetimes);
  }

  /** Adds everything to the tree of a summary's file. */
  void tell(Map<String, Object> tree) {
    tree.put("windowNs", windowNs);
    tree.put("recorded", list(recorded));
    tree.put("replayed", list(replayed));
    tree.put("recordedInFlight", means(recordedBusyNs));
    tree.put("replayedInFlight", means(replayedBusyNs));
    tree.put("recordedWatches", list(recordedWatches));
    tree.put("replayedWatches", list(replayedWatches));
    Map<String, Object> byVerb = JsonTree.of();
    verbs.forEach(
        (operation, verb) -> {
          if (verb.recorded() > 0) {
            byVerb.put(
                operation.word(),
                JsonTree.of(
                    "recorded", verb.recorded(),
                    "replayed", verb.replayed(),
                    "asRecorded", verb.asRecorded(),
                    "dropped", verb.dropped.sum()));
          }
        });
    tree.put("verbs", byVerb);
    List<Object> codes = new ArrayList<>();
    for (Difference each : sorted()) {
      codes.add(
          JsonTree.of(
              "verb",
              each.operation.word(),
              "recorded",
              (long) each.recorded,
              "replayed",
              (long) each.replayed,
              "requests",
              differences.get(each).sum()));
    }
    tree.put("differingCodes", codes);
    tree.put("recordedInFlightMax", (long) mostRecordedInFlight());
    tree.put("replayedInFlightMax", (long) mostInFlight());
    tree.put("recordedWatchNs", lifetimesTree(true));
    tree.put("replayedWatchNs", lifetimesTree(false));
    tree.put("watchEvents", events());
    tree.put("patchesRefused", refusedPatches());
  }

  private Map<String, Object> lifetimesTree(boolean inRecording) {
    LatencySummary of = lifetimes(inRecording);
    Map<String, Object> tree = JsonTree.of("count", of.count());
    put(tree, "min", of.minNs());
    put(tree, "p50", of.p50Ns());
    put(tree, "p90", of.p90Ns());
    put(tree, "p99", of.p99Ns());
    put(tree, "max", of.maxNs());
    return tree;
  }

  private static void put(Map<String, Object> tree, String name, OptionalLong ns) {
    tree.put(name, ns.isPresent() ? (Object) ns.getAsLong() : null);
  }

  private static List<Object> list(AtomicLongArray counts) {
    List<Object> list = new ArrayList<>(counts.length());
    for (int i = 0; i < counts.length(); i++) {
      list.add(counts.get(i));
    }
    return list;
  }

  private static List<Object> list(AtomicIntegerArray counts) {
    List<Object> list = new ArrayList<>(counts.length());
    for (int i = 0; i < counts.length(); i++) {
      list.add((long) counts.get(i));
    }
    return list;
  }

  /** To a thousandth, as decimals that JSON takes. */
  private List<Object> means(AtomicLongArray busyNs) {
    List<Object> list = new ArrayList<>(busyNs.length());
    for (int i = 0; i < busyNs.length(); i++) {
      list.add(Math.round(busyNs.get(i) * 1_000.0 / windowNs) / 1_000.0);
    }
    return list;
  }

  /** Returns by how much verbs went out less, or more, than recorded: the worst of the frequent. */
  Optional<String> worstVerb(double share, long least) {
    for (Map.Entry<Operation, OfVerb> each : verbs.entrySet()) {
      long of = each.getValue().recorded();
      long missing = Math.abs(of - each.getValue().replayed());
      if (missing > least && missing > share * of) {
        return Optional.of(each.getValue().replayed() + " of " + of + " " + each.getKey().plural());
      }
    }
    return Optional.empty();
  }
}
