package io.scaletest.hollownode.node;

/**
 * The involvedObject of an event. Immutable.
 *
 * @param namespace empty for an object outside of namespaces
 * @param uid empty where the kubelet names none, as for its node
 * @param fieldPath part of the object; empty for all of it
 */
record EventSubject(String kind, String namespace, String name, String uid, String fieldPath) {

  /** Returns the subject of a node's own events. */
  public static EventSubject node(String name) {
    return new EventSubject("Node", "", name, "", "");
  }

  /** Returns the subject of a pod's events, or of those of one of its containers. */
  public static EventSubject pod(String namespace, String name, String uid, String container) {
    String path = container.isEmpty() ? "" : "spec.containers{" + container + "}";
    return new EventSubject("Pod", namespace, name, uid, path);
  }

  /** Returns where the event goes. */
  String eventNamespace() {
    return namespace.isEmpty() ? "default" : namespace;
  }
}
