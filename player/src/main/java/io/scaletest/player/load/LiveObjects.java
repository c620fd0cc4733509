package io.scaletest.player.load;

import io.scaletest.common.random.Choice;
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
   * @param among which; empty for the newest
   */
  Optional<LiveObject> choose(Optional<Choice> among, SplittableRandom random) {
    if (objects.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        among.map(choice -> objects.get(choice.draw(objects.size(), random))).orElse(newest));
  }
}
