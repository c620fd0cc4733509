package io.scaletest.player.load;

import io.scaletest.player.workload.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The objects of one set that requests may choose from: those whose create succeeded and whose
 * delete has not begun. Adding, removing and choosing take constant time. For one thread at a time.
 */
final class LiveObjects {
  private final List<LiveObject> objects = new ArrayList<>();
  private LiveObject newest;

  /** Whose turn it is. */
  private int next;

  void add(LiveObject object) {
    object.index = objects.size();
    objects.add(object);
    object.older = newest;
    object.newer = null;
    if (newest != null) {
      newest.newer = object;
    }
    newest = object;
  }

  /** Does nothing to an object that is not in it. */
  void remove(LiveObject object) {
    if (object.index < 0) {
      return;
    }
    LiveObject last = objects.remove(objects.size() - 1);
    if (last != object) {
      objects.set(object.index, last);
      last.index = object.index;
    }
    object.index = -1;
    if (object.newer == null) {
      newest = object.older;
    } else {
      object.newer.older = object.older;
    }
    if (object.older != null) {
      object.older.newer = object.newer;
    }
    object.older = null;
    object.newer = null;
  }

  int size() {
    return objects.size();
  }

  List<LiveObject> all() {
    return List.copyOf(objects);
  }

  /**
   * Returns one of them.
   *
   * @param verb says which
   */
  Optional<LiveObject> choose(Verb verb, SplittableRandom random) {
    if (objects.isEmpty()) {
      return Optional.empty();
    }
    if (verb.inTurn()) {
      next = next < objects.size() ? next : 0;
      return Optional.of(objects.get(next++));
    }
    return Optional.of(
        verb.among()
            .map(choice -> objects.get(choice.draw(objects.size(), random)))
            .orElse(newest));
  }
}
