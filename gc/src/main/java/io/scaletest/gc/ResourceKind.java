package io.scaletest.gc;

import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.names.ScaletestNames;
import java.util.List;
import java.util.Optional;

/**
 * A resource that the tools create, and where API servers serve it.
 *
 * @param name as the option says it, and messages do
 * @param known how an object of one run is told from those of others
 * @param collections paths of the collection, one for each group that may serve it
 */
record ResourceKind(String name, Known known, List<String> collections) {
  /** How an object of one run is told from those of others. */
  enum Known {
    /** By its name, which begins with the run's ID. */
    BY_NAME,
    /** By a label, since it is named otherwise. */
    BY_LABEL
  }

  static final ResourceKind CONFIGMAPS =
      new ResourceKind(
          "configmaps",
          Known.BY_NAME,
          List.of(ObjectKind.CONFIG_MAP.collectionPath(Optional.of(ScaletestNames.NAMESPACE))));

  /** In today's sample API server, and in that of the original's day. */
  static final ResourceKind FLUNDERS =
      new ResourceKind(
          "flunders",
          Known.BY_NAME,
          List.of(
              "/apis/wardle.example.com/v1alpha1/namespaces/scaletest/flunders",
              "/apis/wardle.k8s.io/v1alpha1/namespaces/scaletest/flunders"));

  /** Hollow nodes; the cluster's garbage collector deletes what belongs to them, too. */
  static final ResourceKind NODES = labelled("nodes", "/api/v1/nodes");

  /** Those that have a collection of their own here, in the order of the option's default. */
  static final List<ResourceKind> OWN =
      List.of(
          CONFIGMAPS,
          FLUNDERS,
          NODES,
          labelled("csinodes", "/apis/storage.k8s.io/v1/csinodes"),
          labelled("leases", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"),
          labelled(
              "certificatesigningrequests",
              "/apis/certificates.k8s.io/v1/certificatesigningrequests"),
          // Namespaces that quickstart made, with all that is in them: only if they are asked for.
          labelled("namespaces", "/api/v1/namespaces"));

  private static ResourceKind labelled(String name, String collection) {
    return new ResourceKind(name, Known.BY_LABEL, List.of(collection));
  }

  /** Returns the kind of that name; empty if the server must be asked for it. */
  static Optional<ResourceKind> named(String name) {
    return OWN.stream().filter(kind -> kind.name.equals(name)).findFirst();
  }

  /**
   * Returns a kind that the server has.
   *
   * @param namespace where to look, for a kind that is in one
   */
  static ResourceKind of(ObjectKind kind, String namespace) {
    Optional<String> place = kind.namespaced() ? Optional.of(namespace) : Optional.empty();
    return labelled(kind.resource(), kind.collectionPath(place));
  }

  @Override
  public String toString() {
    return name;
  }
}
