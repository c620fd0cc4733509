package io.scaletest.player.replay;

import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.TraceEntry;

/**
 * An object, or a collection, as the recording names it.
 *
 * @param resource with its group, {@code deployments.apps}: one object has several versions
 * @param namespace empty for an object of the cluster
 * @param name empty for all of the resource in the namespace
 */
record ObjectKey(String resource, String namespace, String name) {
  /** The resource whose objects hold others. */
  static final String NAMESPACES = "namespaces";

  /** Returns the object, or the collection, that an entry is about. */
  static ObjectKey of(TraceEntry entry) {
    String resource = resource(entry.resource());
    // Audit logs have a namespace stand in itself.
    String namespace = resource.equals(NAMESPACES) ? "" : entry.object().namespace();
    return new ObjectKey(resource, namespace, entry.object().name());
  }

  static ObjectKey ofNamespace(String name) {
    return new ObjectKey(NAMESPACES, "", name);
  }

  /** Returns a resource's full name, without version and subresource. */
  static String resource(ResourcePath path) {
    return path.group().isEmpty() ? path.resource() : path.resource() + "." + path.group();
  }

  /** Returns the collection that the object is in. */
  ObjectKey collection() {
    return name.isEmpty() ? this : new ObjectKey(resource, namespace, "");
  }
}
