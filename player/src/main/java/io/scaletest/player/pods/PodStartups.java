package io.scaletest.player.pods;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.latency.SignedLatencySeries;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.player.load.PhaseTimes;
import io.scaletest.player.workload.Workload;
import io.scaletest.watching.reflector.Change;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.time.UtcTime;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * How long pods take to start, by phase: from their creation until a watch has told that all their
 * containers run. A pod belongs to the phase in which it was first read. Safe for use by many
 * threads.
 *
 * <p>The API's times are whole seconds, cut off, and another machine's clock may have made them;
 * what is between two readings of this process is exact. <i>Source:</i> SIG Scalability's pod
 * start-up latency, as clusterloader2 measures it.
 */
public final class PodStartups {
  /** What the names of the series begin with, in limits and results. */
  public static final String PREFIX = "pod.";

  /** A part of a start, or the whole. */
  enum Step {
    /** From the creation until the watch told that all containers run. */
    STARTUP("startup"),
    /** From the creation to the condition PodScheduled, both by the API's times. */
    CREATE_TO_SCHEDULE("createToSchedule"),
    /** From there to the start of the last container, both by the API's times. */
    SCHEDULE_TO_RUN("scheduleToRun"),
    /** From there until the watch told. */
    RUN_TO_WATCH("runToWatch"),
    /** From when the pod was first read until it was read with a node. */
    SEEN_TO_BOUND("seenToBound"),
    /** From when the pod was first read until all containers ran. */
    SEEN_TO_RUNNING("seenToRunning");

    private final String word;

    Step(String word) {
      this.word = word;
    }

    String series() {
      return PREFIX + word;
    }
  }

  private final Workload workload;
  private final WallClock clock;
  private final PhaseTimes phases;
  private final LongSupplier startNs;

  /** By phase. */
  @GuardedBy("this")
  private final Map<Integer, Map<Step, SignedLatencySeries>> series = new TreeMap<>();

  /** In which second the most pods were read with a node for the first time, by their phase. */
  @GuardedBy("this")
  private final Map<Integer, BusiestSecond> bound = new TreeMap<>();

  /** By their UIDs; without those that are gone. */
  @GuardedBy("this")
  private final Map<String, Life> lives = new HashMap<>();

  @GuardedBy("this")
  private long started;

  @GuardedBy("this")
  private long goneUnstarted;

  /** When the measurement ended; what is read later does not count. */
  @GuardedBy("this")
  private OptionalLong endNs = OptionalLong.empty();

  /** What is known of a pod. */
  private static final class Life {
    private final int phase;
    private final long seenNs;
    private final OptionalLong createdS;
    private boolean bound;
    private boolean over;

    Life(int phase, long seenNs, OptionalLong createdS) {
      this.phase = phase;
      this.seenNs = seenNs;
      this.createdS = createdS;
    }
  }

  /**
   * @param phases of the run, which began at {@code startNs}
   */
  public PodStartups(Workload workload, WallClock clock, PhaseTimes phases, LongSupplier startNs) {
    this.workload = workload;
    this.clock = clock;
    this.phases = phases;
    this.startNs = startNs;
  }

  /** Notes pods that were there before: when they were made is not this run's to measure. */
  synchronized void wasThere(Map<String, Object> pod) {
    Life life = new Life(0, 0, OptionalLong.empty());
    life.over = true;
    lives.put(JsonTree.text(pod, "metadata", "uid"), life);
  }

  /**
   * Notes that a pod came, changed or went.
   *
   * @param readNs when that was read, on the run's ticker
   */
  synchronized void changed(Change.Type type, Map<String, Object> pod, long readNs) {
    if (endNs.isPresent()) {
      return;
    }
    String uid = JsonTree.text(pod, "metadata", "uid");
    if (type == Change.Type.DELETED) {
      Life gone = lives.remove(uid);
      goneUnstarted += gone != null && !gone.over ? 1 : 0;
      return;
    }
    Life life = lives.computeIfAbsent(uid, key -> seen(pod, readNs));
    if (life.over) {
      return;
    }
    if (!life.bound && !JsonTree.text(pod, "spec", "nodeName").isEmpty()) {
      life.bound = true;
      record(Step.SEEN_TO_BOUND, life, readNs - life.seenNs);
      bound
          .computeIfAbsent(life.phase, phase -> new BusiestSecond())
          .add(readNs - startNs.getAsLong());
    }
    Map<String, Object> status = JsonTree.child(pod, "status");
    String phase = JsonTree.string(status, "phase");
    if (phase.equals("Running") && allRun(pod, status)) {
      life.over = true;
      started++;
      runs(life, status, readNs);
    } else if (phase.equals("Succeeded") || phase.equals("Failed")) {
      life.over = true; // nobody saw it run
      goneUnstarted++;
    }
  }

  private Life seen(Map<String, Object> pod, long readNs) {
    int phase = phases.at(Math.max(0, readNs - startNs.getAsLong()));
    return new Life(
        phase, readNs, UtcTime.epochSecond(JsonTree.text(pod, "metadata", "creationTimestamp")));
  }

  private static boolean allRun(Map<String, Object> pod, Map<String, Object> status) {
    List<Map<?, ?>> statuses = JsonTree.objects(status, "containerStatuses");
    return statuses.size() >= JsonTree.objects(JsonTree.child(pod, "spec"), "containers").size()
        && statuses.stream()
            .allMatch(
                each ->
                    each.get("state") instanceof Map<?, ?> state
                        && (state.containsKey("running") || state.containsKey("terminated")));
  }

  @GuardedBy("this")
  private void runs(Life life, Map<String, Object> status, long readNs) {
    record(Step.SEEN_TO_RUNNING, life, readNs - life.seenNs);
    OptionalLong scheduledS = scheduled(status);
    OptionalLong ranS = lastStart(status);
    if (life.createdS.isPresent()) {
      record(Step.STARTUP, life, sinceS(life.createdS, readNs));
      between(Step.CREATE_TO_SCHEDULE, life, life.createdS, scheduledS);
    }
    between(Step.SCHEDULE_TO_RUN, life, scheduledS, ranS);
    if (ranS.isPresent()) {
      record(Step.RUN_TO_WATCH, life, sinceS(ranS, readNs));
    }
  }

  private long sinceS(OptionalLong second, long readNs) {
    return clock.nanosSince(TimeUnit.SECONDS.toMillis(second.getAsLong()), readNs);
  }

  private static OptionalLong scheduled(Map<String, Object> status) {
    return JsonTree.objects(status, "conditions").stream()
        .filter(condition -> JsonTree.string(condition, "type").equals("PodScheduled"))
        .filter(condition -> JsonTree.string(condition, "status").equals("True"))
        .map(condition -> UtcTime.epochSecond(JsonTree.string(condition, "lastTransitionTime")))
        .findFirst()
        .orElse(OptionalLong.empty());
  }

  /** Returns when the container started that was the last to do so. */
  private static OptionalLong lastStart(Map<String, Object> status) {
    return JsonTree.objects(status, "containerStatuses").stream()
        .flatMap(
            each ->
                List.of("running", "terminated").stream()
                    .map(state -> JsonTree.text(each, "state", state, "startedAt")))
        .map(UtcTime::epochSecond)
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::getAsLong)
        .max();
  }

  @GuardedBy("this")
  private void between(Step step, Life life, OptionalLong fromS, OptionalLong toS) {
    if (fromS.isPresent() && toS.isPresent()) {
      record(step, life, TimeUnit.SECONDS.toNanos(toS.getAsLong() - fromS.getAsLong()));
    }
  }

  @GuardedBy("this")
  private void record(Step step, Life life, long ns) {
    series
        .computeIfAbsent(life.phase, phase -> new EnumMap<>(Step.class))
        .computeIfAbsent(step, each -> new SignedLatencySeries(each.series()))
        .record(ns);
  }

  /** Ends the measurement: pods that have not started by now have not. Idempotent. */
  public synchronized void end() {
    if (endNs.isEmpty()) {
      endNs = OptionalLong.of(clock.ticker().nanos());
    }
  }

  /**
   * Returns the times of a series of the pods of these phases, negative ones as 0. Those of a start
   * have pods that wait for longer than the limit, too: they will be no better than that.
   */
  public synchronized Histogram in(String name, List<Integer> indexes, long limitNs) {
    Histogram sum = new Histogram(3);
    for (int phase : indexes) {
      series
          .getOrDefault(phase, Map.of())
          .forEach(
              (step, times) -> {
                if (step.series().equals(name)) {
                  SignedLatencySeries.Total total = times.total();
                  sum.add(total.nonNegative());
                  long negative = total.negativeMagnitudes().getTotalCount();
                  sum.recordValueWithCount(0, negative);
                }
              });
    }
    if (name.equals(Step.STARTUP.series())) {
      long nowNs = endNs.orElseGet(() -> clock.ticker().nanos());
      lives.values().stream()
          .filter(life -> !life.over && indexes.contains(life.phase))
          .filter(life -> life.createdS.isPresent())
          .mapToLong(life -> sinceS(life.createdS, nowNs))
          .filter(ns -> ns > limitNs)
          .forEach(sum::recordValue);
    }
    return sum;
  }

  /**
   * Adds the times of each phase, under {@code PHASE.pod.startup} and so on; in the table those of
   * phases in which a limit of theirs counts.
   */
  public synchronized void tell(RunSummary.Builder summary) {
    summary.count("podsStarted", started);
    summary.count("podsNotStarted", lives.values().stream().filter(life -> !life.over).count());
    summary.count("podsGoneUnstarted", goneUnstarted);
    bound.forEach(
        (index, of) -> {
          String name = workload.phases().get(index).name() + "." + PREFIX + "boundInBusiestSecond";
          summary.count(name, of.most()).forFileOnly(name);
        });
    Set<String> limited =
        workload.slos().stream()
            .filter(slo -> slo.of().get(0).startsWith(PREFIX))
            .flatMap(slo -> slo.phases().stream())
            .collect(Collectors.toSet());
    series.forEach(
        (index, steps) -> {
          String phase = workload.phases().get(index).name();
          String where = workload.phases().size() == 1 ? "" : ", " + phase;
          steps.forEach(
              (step, times) -> {
                String name = phase + "." + step.series();
                LatencySummary of = LatencySummary.of(times);
                summary.latency(name, "pod " + step.word + where, of);
                if (!limited.contains(phase)) {
                  summary.forFileOnly(name);
                }
              });
        });
  }
}
