package io.scaletest.gc;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Objects whose deletion was asked for, and that are there still.
 *
 * @param count how many
 * @param first the first few of them
 */
record Remains(long count, List<ListedObject> first) {
  static final Remains NOTHING = new Remains(0, List.of());

  private static final int SHOWN = 3;

  boolean isNothing() {
    return count == 0;
  }

  Remains plus(List<ListedObject> more) {
    List<ListedObject> shown = new ArrayList<>(first);
    more.stream().limit(SHOWN - first.size()).forEach(shown::add);
    return new Remains(count + more.size(), List.copyOf(shown));
  }

  /** Returns how many there are, and of the first few, what keeps them. */
  @Override
  public String toString() {
    String named = first.stream().map(Remains::describe).collect(Collectors.joining(", "));
    String more = count > first.size() ? " and " + (count - first.size()) + " more" : "";
    return count + (count == 1 ? " is" : " are") + " still there: " + named + more;
  }

  private static String describe(ListedObject object) {
    return object.finalizers().isEmpty()
        ? object + " (being deleted)"
        : object + " (finalizers: " + String.join(" ", object.finalizers()) + ")";
  }
}
