package io.scaletest.hollownode.failures;

/**
 * A failure of a node. One object is for all nodes of a rule: what belongs to one of them is kept
 * in the node. Called with the loop's lock held; must not block.
 */
non-sealed interface NodeFailure extends Failure {
  /** Makes a node fail that is up. */
  void begin(FailingNode node);

  /** Makes it well again; never called of a failure that is over at once. */
  default void end(FailingNode node) {}
}
