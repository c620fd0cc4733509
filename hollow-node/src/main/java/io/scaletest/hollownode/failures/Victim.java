package io.scaletest.hollownode.failures;

/** A node or a pod while it fails. For the thread that holds the loop's lock. */
sealed interface Victim permits FailingNode, FailingPod, NodeOfNewPods {
  /** Returns the name of the node. */
  String node();

  /** Returns the pod's namespace and name with a slash; empty where the node fails. */
  default String pod() {
    return "";
  }

  /** Makes it fail. */
  void begin();

  /** Makes it well again; returns what people want to know of that, mostly nothing. */
  String end();

  /** Does nothing any more, in the state in which it is. */
  default void release() {}
}
