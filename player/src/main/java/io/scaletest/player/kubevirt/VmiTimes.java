package io.scaletest.player.kubevirt;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.player.actors.ActorContext;
import io.scaletest.player.load.PhaseTimes;
import io.scaletest.player.watch.ObjectWatch;
import io.scaletest.watching.object.ObjectState;
import io.scaletest.watching.reflector.Change;
import io.scaletest.watching.reflector.WatchTarget;
import io.scaletest.watching.steps.SerialMailbox;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.time.UtcTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * How long VMIs take from one step of their lives to the next, by two watches of its own: when each
 * change was read, to the nanosecond, and what the objects' own times say, to the second. Safe for
 * use by many threads.
 */
public final class VmiTimes implements AutoCloseable {
  /** A step, from one event to another. */
  public enum Step {
    /** From the sending of the create. */
    CREATION_TO_SCHEDULING("creationToScheduling"),
    SCHEDULING_TO_SCHEDULED("schedulingToScheduled"),
    SCHEDULED_TO_RUNNING("scheduledToRunning"),
    /** From the sending of the create. */
    CREATION_TO_RUNNING("creationToRunning"),
    /** From when the deletion was read. */
    DELETION_TO_SUCCEEDED("deletionToSucceeded"),
    /** From when the deletion was read. */
    DELETION_TO_GONE("deletionToGone"),
    /** Of launcher pods. */
    POD_CREATED_TO_BOUND("podCreatedToBound"),
    /** By the objects' own times. */
    CREATION_TO_RUNNING_SECONDS("creationToRunningSeconds"),
    /** By the objects' own times. */
    DELETION_TO_SUCCEEDED_SECONDS("deletionToSucceededSeconds");

    private final String word;

    Step(String word) {
      this.word = word;
    }

    /** Returns its name in limits and results: {@code vmi.creationToRunning}. */
    public String series() {
      return "vmi." + word;
    }
  }

  private final WallClock clock;
  private final PhaseTimes phases;
  private final LongSupplier startNs;
  private final SerialMailbox mailbox;
  private final ObjectWatch vmiWatch;
  private final ObjectWatch podWatch;
  private final Map<Step, LatencySeries> series = new LinkedHashMap<>();
  private final Map<Step, Map<Integer, LatencySeries>> byPhase = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> reached = new ConcurrentHashMap<>();

  /** How many VMIs are being deleted, as far as has been read. */
  private final AtomicInteger deleting = new AtomicInteger();

  /** By the VMIs' UIDs; touched by the mailbox's tasks only. */
  private final Map<String, Life> lives = new HashMap<>();

  /** When each pod was seen that has no node yet, by its UID. */
  private final Map<String, Long> unbound = new HashMap<>();

  /** When one VMI came to each phase, and when its deletion was read. */
  private static final class Life {
    private final Map<String, Long> phaseNs = new HashMap<>();
    private final long createdNs;
    private OptionalLong deletedNs = OptionalLong.empty();

    Life(long createdNs) {
      this.createdNs = createdNs;
    }
  }

  /**
   * @param phases of the run: a step belongs to the one in which it ended
   * @param startNs when the run began, on its ticker
   */
  public VmiTimes(ActorContext context, PhaseTimes phases, LongSupplier startNs) {
    this.clock = context.clock();
    this.phases = phases;
    this.startNs = startNs;
    this.mailbox = new SerialMailbox(context.faults());
    for (Step step : Step.values()) {
      series.put(step, new LatencySeries(step.series()));
    }
    this.vmiWatch =
        new ObjectWatch(
            context.watches().seeded(-1),
            new WatchTarget(Vmi.COLLECTION, context.selector("")),
            (type, object, readNs) -> mailbox.post(() -> vmiChanged(type, object, readNs)));
    this.podWatch =
        new ObjectWatch(
            context.watches().seeded(-2),
            new WatchTarget("/api/v1/pods", context.selector("kubevirt.io=virt-launcher")),
            (type, object, readNs) -> mailbox.post(() -> podChanged(type, object, readNs)));
  }

  /** Tells whether a VMI is being deleted whose end has not been read yet. */
  public boolean awaitsAnEnd() {
    return deleting.get() > 0;
  }

  /** Begins to watch. */
  public void start() {
    vmiWatch.start();
    podWatch.start();
  }

  @Override
  public void close() {
    vmiWatch.close();
    podWatch.close();
  }

  private void vmiChanged(Change.Type type, Map<String, Object> object, long readNs) {
    Vmi vmi = new Vmi(object);
    if (type == Change.Type.DELETED) {
      Life life = lives.remove(vmi.uid());
      if (life != null && life.deletedNs.isPresent()) {
        deleting.decrementAndGet();
        record(Step.DELETION_TO_GONE, readNs - life.deletedNs.getAsLong(), readNs);
      }
      return;
    }
    Life life = lives.computeIfAbsent(vmi.uid(), uid -> new Life(createdNs(object).orElse(readNs)));
    if (vmi.isDeleting() && life.deletedNs.isEmpty()) {
      life.deletedNs = OptionalLong.of(readNs);
      deleting.incrementAndGet();
    }
    if (life.phaseNs.putIfAbsent(vmi.phase(), readNs) == null) {
      reached.computeIfAbsent(vmi.phase(), phase -> new LongAdder()).increment();
      entered(life, vmi.phase(), object, readNs);
    }
  }

  private void entered(Life life, String phase, Map<String, Object> object, long readNs) {
    switch (phase) {
      case "Scheduling" -> record(Step.CREATION_TO_SCHEDULING, readNs - life.createdNs, readNs);
      case "Scheduled" -> since(life, "Scheduling", Step.SCHEDULING_TO_SCHEDULED, readNs);
      case "Running" -> {
        since(life, "Scheduled", Step.SCHEDULED_TO_RUNNING, readNs);
        record(Step.CREATION_TO_RUNNING, readNs - life.createdNs, readNs);
        seconds(
            Step.CREATION_TO_RUNNING_SECONDS,
            JsonTree.text(object, "metadata", "creationTimestamp"),
            transition(object, phase),
            readNs);
      }
      case "Succeeded" -> {
        life.deletedNs.ifPresent(ns -> record(Step.DELETION_TO_SUCCEEDED, readNs - ns, readNs));
        seconds(
            Step.DELETION_TO_SUCCEEDED_SECONDS,
            JsonTree.text(object, "metadata", "deletionTimestamp"),
            transition(object, phase),
            readNs);
      }
      default -> {
        // Counted, and measured from on.
      }
    }
  }

  private void since(Life life, String phase, Step step, long readNs) {
    Long fromNs = life.phaseNs.get(phase);
    if (fromNs != null) {
      record(step, readNs - fromNs, readNs);
    }
  }

  /** The time at which the create was sent, which it carries; as coarse as that, 1 ms. */
  private OptionalLong createdNs(Map<String, Object> object) {
    long epochMs =
        ObjectState.stamp(
            JsonTree.text(object, "metadata", "annotations", ScaletestNames.CREATE_TIMESTAMP));
    if (epochMs == ObjectState.NO_TIME) {
      return OptionalLong.empty();
    }
    long nowNs = clock.ticker().nanos();
    return OptionalLong.of(nowNs - clock.nanosSince(epochMs, nowNs));
  }

  private static String transition(Map<String, Object> object, String phase) {
    return JsonTree.objects(JsonTree.child(object, "status"), "phaseTransitionTimestamps").stream()
        .filter(time -> JsonTree.string(time, "phase").equals(phase))
        .map(time -> JsonTree.string(time, "phaseTransitionTimestamp"))
        .findFirst()
        .orElse("");
  }

  private void seconds(Step step, String from, String to, long readNs) {
    OptionalLong fromS = UtcTime.epochSecond(from);
    OptionalLong toS = UtcTime.epochSecond(to);
    if (fromS.isPresent() && toS.isPresent()) {
      record(step, TimeUnit.SECONDS.toNanos(toS.getAsLong() - fromS.getAsLong()), readNs);
    }
  }

  private void podChanged(Change.Type type, Map<String, Object> object, long readNs) {
    LauncherPod pod = new LauncherPod(object);
    if (type == Change.Type.DELETED) {
      unbound.remove(pod.uid());
    } else if (type == Change.Type.ADDED && pod.nodeName().isEmpty()) {
      unbound.put(pod.uid(), readNs);
    } else if (!pod.nodeName().isEmpty()) {
      Long sinceNs = unbound.remove(pod.uid());
      if (sinceNs != null) {
        record(Step.POD_CREATED_TO_BOUND, readNs - sinceNs, readNs);
      }
    }
  }

  /** Two processes' clocks may disagree by a second; nothing takes less than no time. */
  private void record(Step step, long ns, long readNs) {
    int phase = phases.at(Math.max(0, readNs - startNs.getAsLong()));
    series.get(step).record(Math.max(0, ns));
    byPhase
        .computeIfAbsent(step, unused -> new ConcurrentHashMap<>())
        .computeIfAbsent(phase, unused -> new LatencySeries(step.series()))
        .record(Math.max(0, ns));
  }

  /** Returns the times of a step over the whole run. */
  public LatencySeries of(Step step) {
    return series.get(step);
  }

  /** Returns the times of the step of that series that ended in these phases. */
  public Histogram in(String name, List<Integer> indexes) {
    Histogram sum = new Histogram(3);
    for (Step step : Step.values()) {
      if (step.series().equals(name)) {
        Map<Integer, LatencySeries> all = byPhase.getOrDefault(step, Map.of());
        indexes.stream().filter(all::containsKey).forEach(i -> sum.add(all.get(i).total()));
      }
    }
    return sum;
  }

  /** Returns how many VMIs came to each phase. */
  public Map<String, Long> reached() {
    Map<String, Long> counts = new LinkedHashMap<>();
    List<String> phasesSeen = new ArrayList<>(reached.keySet());
    phasesSeen.sort(null);
    phasesSeen.forEach(phase -> counts.put(phase, reached.get(phase).sum()));
    return counts;
  }
}
