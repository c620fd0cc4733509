package io.scaletest.gc;

import java.util.List;

/** A resource that drivers create, and where API servers serve it. */
enum ResourceKind {
  CONFIGMAPS("configmaps", "/api/v1"),
  /** In today's sample API server, and in that of the original's day. */
  FLUNDERS("flunders", "/apis/wardle.example.com/v1alpha1", "/apis/wardle.k8s.io/v1alpha1");

  private final String plural;
  private final List<String> groupPaths;

  ResourceKind(String plural, String... groupPaths) {
    this.plural = plural;
    this.groupPaths = List.of(groupPaths);
  }

  /** Returns the paths of this resource's collection in {@code namespace}, one for each group. */
  List<String> collectionsIn(String namespace) {
    return groupPaths.stream()
        .map(group -> group + "/namespaces/" + namespace + "/" + plural)
        .toList();
  }

  /** Returns the resource's name as in a URL: plural, small letters. */
  @Override
  public String toString() {
    return plural;
  }
}
