package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.kubelet.HollowKubelet;
import io.scaletest.hollownode.node.Alarm;
import io.scaletest.hollownode.node.NodeState;
import io.scaletest.hollownode.node.WorkLoop;
import io.scaletest.hollownode.pools.NodePool;

/** A node while it fails. For the thread that holds the loop's lock. */
final class FailingNode implements Victim {
  private final HollowKubelet kubelet;
  private final NodeFailure failure;
  private final WorkLoop loop;
  private final long endNs;
  private final Alarm stepAlarm;
  private Runnable step = () -> {};

  /**
   * @param endNs when it is well again; {@link Long#MAX_VALUE} for never
   */
  FailingNode(HollowKubelet kubelet, NodeFailure failure, WorkLoop loop, long endNs) {
    this.kubelet = kubelet;
    this.failure = failure;
    this.loop = loop;
    this.endNs = endNs;
    this.stepAlarm = loop.alarm(nowNs -> step.run());
  }

  /** Returns the kubelet, whose context is the node's. */
  HollowKubelet kubelet() {
    return kubelet;
  }

  NodePool pool() {
    return kubelet.context().node().pool();
  }

  /** Takes the node from state to state. */
  void enter(NodeState state) {
    kubelet.context().states().enter(state);
  }

  /**
   * Runs the next step of the failure later, instead of one set before; none at its end or after.
   */
  void after(long delayNs, Runnable action) {
    long atNs = loop.nowNs() + delayNs;
    if (atNs < endNs) {
      step = action;
      stepAlarm.set(atNs);
    }
  }

  @Override
  public String node() {
    return kubelet.name();
  }

  @Override
  public void begin() {
    failure.begin(this);
  }

  @Override
  public String end() {
    stepAlarm.cancel();
    failure.end(this);
    return "";
  }

  @Override
  public void release() {
    stepAlarm.release();
  }
}
