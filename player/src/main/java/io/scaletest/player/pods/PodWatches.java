package io.scaletest.player.pods;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.common.text.DurationText;
import io.scaletest.player.watch.ObjectWatch;
import io.scaletest.player.watch.WatchParts;
import io.scaletest.watching.reflector.Change;
import io.scaletest.watching.reflector.WatchTarget;
import io.scaletest.wire.json.JsonTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Tells {@link PodStartups} of the pods in a run's namespaces: a watch of each, or one of the whole
 * cluster where there are many. Used by one thread; what it hears comes on event loops.
 */
public final class PodWatches implements AutoCloseable {
  /** More watches cost the server more than the pods of others that one of all would bring. */
  private static final int NAMESPACES_MAX = 32;

  private static final Duration LIST_LIMIT = Duration.ofMinutes(2);

  private final PodStartups startups;
  private final Set<String> namespaces;
  private final List<ObjectWatch> watches = new ArrayList<>();

  /** Whether what comes now was made since the watches began. */
  private volatile boolean begun;

  /**
   * @param query that selects the run's pods; empty where all in its namespaces are
   */
  public PodWatches(PodStartups startups, WatchParts parts, List<String> namespaces, String query) {
    this.startups = startups;
    this.namespaces = Set.copyOf(namespaces);
    if (namespaces.size() > NAMESPACES_MAX) {
      watch(parts, "/api/v1/pods", query);
    } else {
      namespaces.forEach(name -> watch(parts, "/api/v1/namespaces/" + name + "/pods", query));
    }
  }

  private void watch(WatchParts parts, String path, String query) {
    watches.add(
        new ObjectWatch(
            parts.seeded(-100 - watches.size()), new WatchTarget(path, query), this::changed));
  }

  private void changed(Change.Type type, Map<String, Object> pod, long readNs) {
    if (!namespaces.contains(JsonTree.text(pod, "metadata", "namespace"))) {
      return;
    }
    if (begun) {
      startups.changed(type, pod, readNs);
    } else {
      startups.wasThere(pod);
    }
  }

  /**
   * Begins to watch, and waits until it is known which pods are there already.
   *
   * @param giveUp tells that the run is to end
   * @param refused makes the failure of a run that cannot begin
   */
  public void start(BooleanSupplier giveUp, Function<String, ToolException> refused) {
    watches.forEach(ObjectWatch::start);
    new BoundedWait(Ticker.system()).until(LIST_LIMIT, () -> haveListed() || giveUp.getAsBoolean());
    if (!haveListed() && !giveUp.getAsBoolean()) {
      throw refused.apply(
          "pods could not be listed in "
              + DurationText.span(LIST_LIMIT.toNanos())
              + ": a limit of pod.… needs the right to list and watch them");
    }
    begun = true;
  }

  private boolean haveListed() {
    return watches.stream().allMatch(ObjectWatch::hasListed);
  }

  @Override
  public void close() {
    watches.forEach(ObjectWatch::close);
  }
}
