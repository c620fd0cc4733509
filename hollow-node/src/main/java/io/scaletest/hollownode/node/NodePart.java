package io.scaletest.hollownode.node;

/**
 * A component of a node that goes with it from state to state. {@link NodeStates} calls it with the
 * lock of the node's loop held; nothing may block.
 */
public interface NodePart {
  /** The machine was switched on: begins, with nothing known but what a disk keeps. */
  void start();

  /** The node is registered: what needs its Node goes on. */
  default void registered() {}

  /** What it needs does not work any more: stands still, and keeps what it knows. */
  default void pause() {}

  /** What it needs works again: goes on. */
  default void resume() {}

  /** The machine is off: ends everything at once. {@link #start} may follow. */
  void stop();
}
