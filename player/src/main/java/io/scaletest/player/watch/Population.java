package io.scaletest.player.watch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.watching.reflector.Change;
import io.scaletest.watching.reflector.WatchTarget;
import io.scaletest.wire.json.JsonTree;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * How many objects are in a state, kept true by a watch of its own. Safe for use by many threads.
 */
public final class Population implements AutoCloseable {
  private final Predicate<Map<String, Object>> state;
  private final LongConsumer onChange;
  private final ObjectWatch watch;

  @GuardedBy("inState")
  private final Set<String> inState = new HashSet<>();

  /**
   * Returns one that knows nothing before {@link #start}.
   *
   * @param state tells whether an object counts
   * @param onChange runs after each change and each complete list, on event loops, with the moment
   *     in which it was known, on the run's ticker; must not block
   */
  public Population(
      WatchParts parts,
      WatchTarget target,
      Predicate<Map<String, Object>> state,
      LongConsumer onChange) {
    this.state = state;
    this.onChange = onChange;
    this.watch = new ObjectWatch(parts, target, new Counting());
  }

  /** Begins to watch. */
  public void start() {
    watch.start();
  }

  /** Returns how many there are; empty before the first list is complete. */
  public OptionalInt count() {
    synchronized (inState) {
      return watch.hasListed() ? OptionalInt.of(inState.size()) : OptionalInt.empty();
    }
  }

  /** Returns how many there are, as far as is known. */
  public int soFar() {
    synchronized (inState) {
      return inState.size();
    }
  }

  @Override
  public void close() {
    watch.close();
  }

  private final class Counting implements ObjectWatch.Listener {
    @Override
    public void changed(Change.Type type, Map<String, Object> object, long readNs) {
      String uid = JsonTree.text(object, "metadata", "uid");
      synchronized (inState) {
        if (type != Change.Type.DELETED && state.test(object)) {
          inState.add(uid);
        } else {
          inState.remove(uid);
        }
      }
      onChange.accept(readNs);
    }

    @Override
    public void listed(long nowNs) {
      onChange.accept(nowNs);
    }
  }
}
