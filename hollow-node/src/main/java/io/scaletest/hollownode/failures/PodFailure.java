package io.scaletest.hollownode.failures;

/**
 * A failure of a pod. One object is for all pods of a rule: what belongs to one of them is kept in
 * the pod. Called with the loop's lock held; must not block.
 */
non-sealed interface PodFailure extends Failure {
  /** Makes a pod fail that has not ended, on a node whose kubelet runs. */
  void begin(FailingPod pod);

  /** Makes it well again, if it is still there; never called of a failure that is over at once. */
  default void end(FailingPod pod) {}
}
