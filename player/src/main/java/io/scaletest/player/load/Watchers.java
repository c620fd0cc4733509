package io.scaletest.player.load;

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
import io.scaletest.wire.url.PercentEncoding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * The held watches of a workload, by groups: timed loops of lib/watching, as many as the phase asks
 * for. Changes are made on a timer's thread, not on the pacer's; figures are for any thread.
 */
public final class Watchers implements AutoCloseable {
  private final Workload workload;
  private final PlayedSet.Context context;
  private final ApiTransport transport;
  private final FaultHandler faults;
  private final TimerThread timers;
  private final LoopLatencies latencies = LoopLatencies.create();
  private final LoopLatencies slowLatencies = LoopLatencies.create();
  private final ErrorCounts problems = new ErrorCounts();
  private final List<Held> groups = new ArrayList<>();

  /** What had been counted as each phase began, in order; the later ones are missing yet. */
  private final List<Mark> marks = new ArrayList<>();

  /** A group with its loops: for each place those that read as fast as they can, and slow ones. */
  private static final class Held {
    private final WatcherGroup group;
    private final List<TimedWatchLoops> normal;
    private final List<TimedWatchLoops> slow;
    private volatile int wanted;

    Held(WatcherGroup group, List<TimedWatchLoops> normal, List<TimedWatchLoops> slow) {
      this.group = group;
      this.normal = normal;
      this.slow = slow;
    }

    /** Has as many loops run as are wanted, those of all namespaces in turn. */
    void run(int count, long overNs) {
      Duration over = Duration.ofNanos(overNs);
      for (int i = 0; i < normal.size(); i++) {
        int before = share(wanted, i);
        int after = share(count, i);
        int slowBefore = group.slowOf(before);
        int slowAfter = group.slowOf(after);
        run(normal.get(i), before - slowBefore, after - slowAfter, over);
        run(slow.get(i), slowBefore, slowAfter, over);
      }
      wanted = count;
    }

    private static void run(TimedWatchLoops loops, int before, int after, Duration over) {
      if (after > before) {
        loops.start(before + 1, after, over);
      } else if (after < before) {
        loops.stop(after + 1, before, over);
      }
    }

    /** Returns how many of those that are wanted have never had a watch open. */
    int neverOpened() {
      int count = wanted;
      int never = 0;
      for (int i = 0; i < normal.size(); i++) {
        int share = share(count, i);
        int slowShare = group.slowOf(share);
        never += normal.get(i).neverOpened(share - slowShare) + slow.get(i).neverOpened(slowShare);
      }
      return never;
    }

    private int share(int count, int of) {
      return (count - of + normal.size() - 1) / normal.size();
    }

    Stream<TimedWatchLoops> all() {
      return Stream.concat(normal.stream(), slow.stream());
    }
  }

  /**
   * What a group watches.
   *
   * @param objects the numbers of single objects, by place; empty where it watches all
   */
  public record Watched(ObjectKind kind, List<List<Long>> objects) {}

  /** What had been counted by a moment. */
  private record Mark(
      Histogram notification,
      Histogram establish,
      long missed,
      long broken,
      int wanted,
      int neverOpened) {}

  /**
   * Watchers without a watch.
   *
   * @param count how many never had one
   * @param of how many there should have been
   */
  public record NeverOpened(int count, int of) {
    /** The last ones of a ramp may be on their way. */
    private static final double FEW = 0.01;

    /** Tells whether figures are of noticeably fewer watchers than the workload says. */
    public boolean matters() {
      return count > FEW * of;
    }
  }

  /**
   * @param watched what the groups watch, in order
   */
  public Watchers(
      Workload workload,
      List<Watched> watched,
      PlayedSet.Context context,
      ApiTransport transport,
      long seed,
      FaultHandler faults) {
    this.workload = workload;
    this.context = context;
    this.transport = transport;
    this.faults = faults;
    this.timers = new TimerThread("player-watch-timers", faults);
    for (int i = 0; i < watched.size(); i++) {
      groups.add(held(workload.watchers().get(i), watched.get(i), seed + 31L * i));
    }
  }

  private Held held(WatcherGroup group, Watched watched, long seed) {
    List<Optional<String>> places = new ArrayList<>(List.of(Optional.empty()));
    if (group.scope() != WatcherGroup.Scope.ALL && watched.kind().namespaced()) {
      places.clear();
      context.namespaces().forEach(namespace -> places.add(Optional.of(namespace)));
    }
    HeadReader reader =
        new SharedHeads(
            switch (group.format()) {
              case JSON -> new JsonHeads();
              case PROTOBUF -> new ProtobufHeads();
              case METADATA -> JsonHeads.ofMetadata();
            });
    int most = (group.most() + places.size() - 1) / places.size();
    int slowMost = group.slowOf(most);
    List<TimedWatchLoops> normal = new ArrayList<>();
    List<TimedWatchLoops> slow = new ArrayList<>();
    for (int place = 0; place < places.size(); place++) {
      String path = watched.kind().collectionPath(places.get(place));
      List<Long> objects = watched.objects().isEmpty() ? List.of() : watched.objects().get(place);
      normal.add(
          new TimedWatchLoops(
              parts(group, path, reader, objects, false), most - slowMost, seed + 2L * place));
      slow.add(
          new TimedWatchLoops(
              parts(group, path, reader, objects, true), slowMost, seed + 2L * place + 1));
    }
    return new Held(group, normal, slow);
  }

  private LoopParts parts(
      WatcherGroup group, String path, HeadReader reader, List<Long> objects, boolean slow) {
    return new LoopParts(
        transport,
        path,
        reader,
        new WatcherLog(problems),
        slow ? slowLatencies : latencies,
        timers,
        context.clock(),
        faults,
        random -> lifetime(group.timeout().draw(random)),
        number -> objects.isEmpty() ? "" : selector(objects.get((number - 1) % objects.size())),
        slow ? group.slowBytesPerSecond() : 0);
  }

  private String selector(long number) {
    return "fieldSelector=" + PercentEncoding.encoded("metadata.name=" + context.name(number));
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
        held.all().forEach(loops -> loops.drop(drop));
      }
    }
  }

  private Mark mark() {
    return new Mark(
        latencies.notification().total().nonNegative(),
        latencies.establish().total(),
        total(LoopCount.MISSED_AT_LEAST),
        total(LoopCount.WATCHES_BROKEN),
        groups.stream().mapToInt(held -> held.wanted).sum(),
        groups.stream().mapToInt(Held::neverOpened).sum());
  }

  /**
   * Returns how many watchers had never had a watch: as a measured phase began, of those that were
   * wanted before it, or, where none ramps in it, as it ended; the most of all measured phases.
   */
  public NeverOpened neverOpened() {
    List<Mark> known = known();
    NeverOpened most = new NeverOpened(0, 0);
    for (int phase = 0; phase + 1 < known.size(); phase++) {
      Phase of = workload.phases().get(phase);
      if (of.measured()) {
        most = more(most, known.get(phase));
        most = ramps(of) ? most : more(most, known.get(phase + 1));
      }
    }
    return most;
  }

  private static NeverOpened more(NeverOpened most, Mark mark) {
    return mark.neverOpened() > most.count()
        ? new NeverOpened(mark.neverOpened(), mark.wanted())
        : most;
  }

  private boolean ramps(Phase phase) {
    return groups.stream()
        .map(held -> held.group.counts().get(phase.name()))
        .anyMatch(ramp -> ramp != null && ramp.from() != ramp.to());
  }

  private List<Mark> known() {
    List<Mark> known;
    synchronized (marks) {
      known = new ArrayList<>(marks);
    }
    known.add(mark());
    return known;
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
    List<Mark> known = known();
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

  /** Returns the latencies of all groups, without their slow readers. */
  public LoopLatencies latencies() {
    return latencies;
  }

  /** Returns what went wrong, by text. */
  public Map<String, Long> problems() {
    return problems.byFrequency();
  }

  /** Returns a count over all groups, without their slow readers. */
  public long total(LoopCount count) {
    return groups.stream()
        .flatMap(held -> held.normal.stream())
        .mapToLong(loops -> loops.total(count))
        .sum();
  }

  /** Returns a count over the slow readers of all groups. */
  public long slowTotal(LoopCount count) {
    return groups.stream()
        .flatMap(held -> held.slow.stream())
        .mapToLong(loops -> loops.total(count))
        .sum();
  }

  /** Tells whether some of them read slowly. */
  public boolean haveSlow() {
    return groups.stream().anyMatch(held -> held.group.slowOf(held.group.most()) > 0);
  }

  /** Returns the latencies of slow readers. */
  public LoopLatencies slowLatencies() {
    return slowLatencies;
  }

  /** Returns how many watches are open. */
  public int open() {
    return groups.stream().flatMap(Held::all).mapToInt(TimedWatchLoops::open).sum();
  }

  /** Returns how many events of objects came. */
  public long events() {
    return groups.stream().flatMap(Held::all).mapToLong(TimedWatchLoops::objectEvents).sum();
  }

  /** Ends all watches; nothing is counted afterwards. */
  @Override
  public void close() {
    groups.forEach(held -> held.all().forEach(TimedWatchLoops::stop));
    timers.close();
  }
}
