package io.scaletest.kube.kinds;

import java.util.ArrayList;
import java.util.List;

/**
 * An API group as a server's discovery tells of it. It is told of although the server behind it may
 * be down.
 *
 * @param name empty for the core group
 * @param versions those that are served, in the server's order; at least one
 * @param preferred the one that the server prefers
 */
public record ApiGroup(String name, List<String> versions, String preferred) {
  public ApiGroup {
    versions = List.copyOf(versions);
  }

  /** Returns the versions, the preferred one first. */
  List<String> byPreference() {
    List<String> sorted = new ArrayList<>(versions);
    sorted.remove(preferred);
    sorted.add(0, preferred);
    return sorted;
  }
}
