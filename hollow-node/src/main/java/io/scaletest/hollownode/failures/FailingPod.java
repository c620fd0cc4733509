package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.kubelet.HollowKubelet;
import io.scaletest.hollownode.pod.NodePods;

/** A pod while it fails. For the thread that holds the loop's lock. */
final class FailingPod implements Victim {
  private final HollowKubelet kubelet;
  private final String uid;
  private final String name;
  private final PodFailure failure;

  /**
   * @param name with its namespace and a slash
   */
  FailingPod(HollowKubelet kubelet, String uid, String name, PodFailure failure) {
    this.kubelet = kubelet;
    this.uid = uid;
    this.name = name;
    this.failure = failure;
  }

  /** Returns the pods of its node, this one among them until it is deleted. */
  NodePods pods() {
    return kubelet.pods();
  }

  String uid() {
    return uid;
  }

  @Override
  public String node() {
    return kubelet.name();
  }

  @Override
  public String pod() {
    return name;
  }

  @Override
  public void begin() {
    failure.begin(this);
  }

  @Override
  public String end() {
    if (!pods().has(uid)) {
      return "the pod is gone";
    }
    failure.end(this);
    return "";
  }
}
