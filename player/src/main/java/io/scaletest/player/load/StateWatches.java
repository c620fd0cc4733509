package io.scaletest.player.load;

import io.scaletest.player.watch.Population;
import io.scaletest.player.watch.WatchParts;
import io.scaletest.player.workload.ObjectSet;
import io.scaletest.player.workload.Until;
import io.scaletest.player.workload.Workload;
import io.scaletest.watching.reflector.WatchTarget;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Tells the loop when the states are reached that end phases: a watch of its own for each of those
 * phases, of the set's objects of this run alone. Safe for use by many threads.
 */
public final class StateWatches implements AutoCloseable {
  private final WorkloadLoop loop;
  private final WatchParts parts;
  private final Map<Integer, Awaited> byPhase = new LinkedHashMap<>();

  /** The phase that has begun last; -1 before the first. */
  private volatile int begun = -1;

  private record Awaited(Until until, Population population) {}

  /**
   * @param sets those whose state ends a phase, by the sets of the workload
   */
  public StateWatches(
      Workload workload, Map<ObjectSet, PlayedSet> sets, WorkloadLoop loop, WatchParts parts) {
    this.loop = loop;
    this.parts = parts;
    for (int i = 0; i < workload.phases().size(); i++) {
      Optional<Until> until = workload.phases().get(i).until();
      if (until.isPresent()) {
        byPhase.put(i, awaited(i, until.get(), sets.get(until.get().objects())));
      }
    }
  }

  private Awaited awaited(int phase, Until until, PlayedSet set) {
    WatchTarget target =
        new WatchTarget(
            set.kind().collectionPath(Optional.empty()), "labelSelector=" + set.selector());
    return new Awaited(
        until,
        new Population(
            parts.seeded(phase), target, until.state()::holds, nowNs -> look(phase, nowNs)));
  }

  /** Begins to watch. */
  public void start() {
    byPhase.values().forEach(awaited -> awaited.population.start());
  }

  /** A phase begins: its state counts from now on, and may be reached already. */
  public void onPhase(int phase) {
    begun = phase;
    look(phase, parts.ticker().nanos());
  }

  private void look(int phase, long nowNs) {
    Awaited awaited = byPhase.get(phase);
    if (awaited != null && begun == phase) {
      OptionalInt count = awaited.population.count();
      if (count.isPresent() && awaited.until.isReached(count.getAsInt())) {
        loop.reached(phase, nowNs);
      }
    }
  }

  /** Returns how many objects are in the state that ends a phase; empty for phases without one. */
  public OptionalInt inState(int phase) {
    Awaited awaited = byPhase.get(phase);
    return awaited == null ? OptionalInt.empty() : OptionalInt.of(awaited.population.soFar());
  }

  /** Ends the watches. */
  @Override
  public void close() {
    byPhase.values().forEach(awaited -> awaited.population.close());
  }
}
