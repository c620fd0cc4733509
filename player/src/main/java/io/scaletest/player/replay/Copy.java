package io.scaletest.player.replay;

import io.scaletest.kube.kinds.ObjectKind;
import java.util.Optional;

/**
 * One copy of the recording: what its objects are called, and what is known of them. Copies have
 * nothing in common, so that they may be replayed beside each other.
 */
final class Copy {
  private final RunNames names;
  private final ReplayedObjects objects = new ReplayedObjects();
  private final Versions versions = new Versions();
  private final Pages pages = new Pages();
  private final AccessOrder<ReplayOp> order = new AccessOrder<>();
  private final PreparedNamespaces prepared = new PreparedNamespaces();

  Copy(RunNames names) {
    this.names = names;
  }

  RunNames names() {
    return names;
  }

  ReplayedObjects objects() {
    return objects;
  }

  Versions versions() {
    return versions;
  }

  Pages pages() {
    return pages;
  }

  AccessOrder<ReplayOp> order() {
    return order;
  }

  PreparedNamespaces prepared() {
    return prepared;
  }

  /** Returns whether an object has the run's labels, and is deleted at the end by itself. */
  boolean isRoot(ObjectKind kind, ObjectKey key) {
    return !kind.namespaced() || prepared.has(key.namespace());
  }

  /** Returns the name that is asked for when such an object is made. */
  String nameOfRoot(ObjectKind kind, ObjectKey key) {
    return kind.namespaced() ? key.name() : names.ofCluster(key.resource(), key.name());
  }

  /** Returns the namespace where the run has what was in one, for a path; empty for none. */
  Optional<String> namespaceOf(ObjectKind kind, ObjectKey key) {
    return key.namespace().isEmpty() || !kind.namespaced()
        ? Optional.empty()
        : Optional.of(names.namespace(key.namespace()));
  }

  /** Returns what the server calls an object now, as far as is known. */
  String nameOf(ObjectKey key, boolean namespaced) {
    String madeUp = objects.madeUpName(key);
    if (!madeUp.isEmpty()) {
      return madeUp;
    }
    return namespaced ? key.name() : names.ofCluster(key.resource(), key.name());
  }

  /** Returns the name for a reference to an object of the cluster: the run's, if it has one. */
  String referred(String resource, String recorded) {
    ObjectKey key = new ObjectKey(resource, "", recorded);
    return objects.has(key) ? nameOf(key, false) : recorded;
  }
}
