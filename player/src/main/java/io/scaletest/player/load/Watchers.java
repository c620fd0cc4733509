package io.scaletest.player.load;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.common.timer.TimerThread;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.player.workload.Phase;
import io.scaletest.player.workload.WatcherGroup;
import io.scaletest.player.workload.Workload;
import io.scaletest.watching.heads.HeadReader;
import io.scaletest.watching.heads.JsonHeads;
import io.scaletest.watching.heads.ProtobufHeads;
import io.scaletest.watching.heads.SharedHeads;
import io.scaletest.watching.loops.LoopCount;
import io.scaletest.watching.loops.LoopLatencies;
import io.scaletest.watching.loops.LoopParts;
import io.scaletest.watching.loops.TimedWatchLoops;
import io.scaletest.watching.steps.WatchLifetime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.HdrHistogram.Histogram;

/**
 * The held watches of a workload, by groups: timed loops of lib/watching, as many as the phase asks
 * for. Changes are made on a timer's thread, not on the pacer's; figures are for any thread.
 */
public final class Watchers implements AutoCloseable {
  private final Workload workload;
  private final TimerThread timers;
  private final LoopLatencies latencies = LoopLatencies.create();
  private final ErrorCounts problems = new ErrorCounts();
  private final List<Held> groups = new ArrayList<>();

  /** What had been counted as each phase began, in order; the later ones are missing yet. */
  private final List<Mark> marks = new ArrayList<>();

  /** A group with its loops: one set of them, or one for each namespace. */
  private static final class Held {
    private final WatcherGroup group;
    private final List<TimedWatchLoops> loops;
    private int wanted;

    Held(WatcherGroup group, List<TimedWatchLoops> loops) {
      this.group = group;
      this.loops = loops;
    }

    /** Has as many loops run as are wanted, those of all namespaces in turn. */
    void run(int count, long overNs) {
      Duration over = Duration.ofNanos(overNs);
      for (int i = 0; i < loops.size(); i++) {
        int before = share(wanted, i);
        int after = share(count, i);
        if (after > before) {
          loops.get(i).start(before + 1, after, over);
        } else if (after < before) {
          loops.get(i).stop(after + 1, before, over);
        }
      }
      wanted = count;
    }

    private int share(int count, int of) {
      return (count - of + loops.size() - 1) / loops.size();
    }
  }

  /** What had been counted by a moment. */
  private record Mark(Histogram notification, Histogram establish, long missed, long broken) {}

  /**
   * @param kinds of the groups' resources, in order
   * @param namespaces of the run
   */
  public Watchers(
      Workload workload,
      List<ObjectKind> kinds,
      List<String> namespaces,
      ApiTransport transport,
      long seed,
      WallClock clock,
      FaultHandler faults) {
    this.workload = workload;
    this.timers = new TimerThread("player-watch-timers", faults);
    WatcherLog log = new WatcherLog(problems);
    for (int i = 0; i < workload.watchers().size(); i++) {
      WatcherGroup group = workload.watchers().get(i);
      ObjectKind kind = kinds.get(i);
      List<Optional<String>> places = new ArrayList<>(List.of(Optional.empty()));
      if (group.byNamespace() && kind.namespaced()) {
        places.clear();
        namespaces.forEach(namespace -> places.add(Optional.of(namespace)));
      }
      HeadReader reader = new SharedHeads(group.protobuf() ? new ProtobufHeads() : new JsonHeads());
      List<TimedWatchLoops> loops = new ArrayList<>();
      for (Optional<String> place : places) {
        LoopParts parts =
            new LoopParts(
                transport,
                kind.collectionPath(place),
                reader,
                log,
                latencies,
                timers,
                clock,
                faults,
                random -> lifetime(group.timeout().draw(random)));
        int most = (group.most() + places.size() - 1) / places.size();
        loops.add(new TimedWatchLoops(parts, most, seed + 31L * i + loops.size()));
      }
      groups.add(new Held(group, loops));
    }
  }

  private static WatchLifetime lifetime(double ns) {
    double seconds = ns / TimeUnit.SECONDS.toNanos(1);
    return new WatchLifetime((int) Math.max(1, Math.min(Math.round(seconds), 1 << 20)));
  }

  /** Has what a phase changes done, soon and elsewhere. */
  public void onPhase(int index) {
    timers.schedule(0, () -> begin(workload.phases().get(index)));
  }

  private void begin(Phase phase) {
    Mark mark = mark();
    synchronized (marks) {
      marks.add(mark);
    }
    for (Held held : groups) {
      Double drop = held.group.drops().get(phase.name());
      WatcherGroup.Ramp count = held.group.counts().get(phase.name());
      if (count != null) {
        held.run(count.from(), 0);
        held.run(count.to(), phase.lengthNs());
      }
      if (drop != null) {
        held.loops.forEach(loops -> loops.drop(drop));
      }
    }
  }

  private Mark mark() {
    return new Mark(
        latencies.notification().total().nonNegative(),
        latencies.establish().total(),
        total(LoopCount.MISSED_AT_LEAST),
        total(LoopCount.WATCHES_BROKEN));
  }

  /**
   * Returns when changes were notified, by phase of their arrival; values below zero are left out.
   */
  public Histogram notification(List<Integer> phases) {
    Histogram sum = new Histogram(3);
    forEach(phases, (from, to) -> addDifference(sum, from.notification(), to.notification()));
    return sum;
  }

  /** Returns how long first watches took to open, by phase. */
  public Histogram establish(List<Integer> phases) {
    Histogram sum = new Histogram(3);
    forEach(phases, (from, to) -> addDifference(sum, from.establish(), to.establish()));
    return sum;
  }

  /** Returns how many events were certainly missed. */
  public long missed(List<Integer> phases) {
    long[] sum = {0};
    forEach(phases, (from, to) -> sum[0] += to.missed() - from.missed());
    return sum[0];
  }

  /** Returns how many open watches ended out of order. */
  public long broken(List<Integer> phases) {
    long[] sum = {0};
    forEach(phases, (from, to) -> sum[0] += to.broken() - from.broken());
    return sum[0];
  }

  private void forEach(List<Integer> phases, BiConsumer<Mark, Mark> action) {
    List<Mark> known;
    synchronized (marks) {
      known = new ArrayList<>(marks);
    }
    known.add(mark());
    for (int phase : phases) {
      if (phase + 1 < known.size()) {
        action.accept(known.get(phase), known.get(phase + 1));
      }
    }
  }

  private static void addDifference(Histogram sum, Histogram from, Histogram to) {
    sum.add(to);
    sum.subtract(from);
  }

  /** Returns the latencies of all groups. */
  public LoopLatencies latencies() {
    return latencies;
  }

  /** Returns what went wrong, by text. */
  public Map<String, Long> problems() {
    return problems.byFrequency();
  }

  /** Returns a count over all groups. */
  public long total(LoopCount count) {
    return groups.stream()
        .flatMap(held -> held.loops.stream())
        .mapToLong(loops -> loops.total(count))
        .sum();
  }

  /** Returns how many watches are open. */
  public int open() {
    return groups.stream()
        .flatMap(held -> held.loops.stream())
        .mapToInt(TimedWatchLoops::open)
        .sum();
  }

  /** Returns how many events of objects came. */
  public long events() {
    return groups.stream()
        .flatMap(held -> held.loops.stream())
        .mapToLong(TimedWatchLoops::objectEvents)
        .sum();
  }

  /** Ends all watches; nothing is counted afterwards. */
  @Override
  public void close() {
    groups.forEach(held -> held.loops.forEach(TimedWatchLoops::stop));
    timers.close();
  }
}
