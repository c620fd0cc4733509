package io.scaletest.gc;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A resource that the tools create, and where API servers serve it. */
enum ResourceKind {
  CONFIGMAPS("configmaps", Known.BY_NAME, "/api/v1/namespaces/scaletest"),
  /** In today's sample API server, and in that of the original's day. */
  FLUNDERS(
      "flunders",
      Known.BY_NAME,
      "/apis/wardle.example.com/v1alpha1/namespaces/scaletest",
      "/apis/wardle.k8s.io/v1alpha1/namespaces/scaletest"),
  /** Hollow nodes; the cluster's garbage collector deletes what belongs to them, too. */
  NODES("nodes", Known.BY_LABEL, "/api/v1"),
  CSINODES("csinodes", Known.BY_LABEL, "/apis/storage.k8s.io/v1"),
  LEASES("leases", Known.BY_LABEL, "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease"),
  SIGNING_REQUESTS("certificatesigningrequests", Known.BY_LABEL, "/apis/certificates.k8s.io/v1"),
  /** Namespaces that quickstart made, with all that is in them: only if they are asked for. */
  NAMESPACES("namespaces", Known.BY_LABEL, "/api/v1");

  /** How an object of one run is told from those of others. */
  enum Known {
    /** By its name, which begins with the run's ID. */
    BY_NAME,
    /** By a label, since it is named otherwise. */
    BY_LABEL
  }

  private final String plural;
  private final Known known;
  private final List<String> groupPaths;

  ResourceKind(String plural, Known known, String... groupPaths) {
    this.plural = plural;
    this.known = known;
    this.groupPaths = List.of(groupPaths);
  }

  /** Returns the kind of that name in a URL; empty if there is none. */
  static Optional<ResourceKind> named(String name) {
    return Arrays.stream(values()).filter(kind -> kind.plural.equals(name)).findFirst();
  }

  Known known() {
    return known;
  }

  /** Returns the paths of this resource's collection, one for each group that may serve it. */
  List<String> collections() {
    return groupPaths.stream().map(group -> group + "/" + plural).toList();
  }

  /** Returns the resource's name as in a URL: plural, small letters. */
  @Override
  public String toString() {
    return plural;
  }
}
