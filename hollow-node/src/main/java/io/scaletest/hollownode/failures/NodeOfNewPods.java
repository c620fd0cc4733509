package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.kubelet.HollowKubelet;
import io.scaletest.hollownode.pod.NewPods;

/** A node on which pods that come do not begin. For the thread that holds the loop's lock. */
record NodeOfNewPods(HollowKubelet kubelet, NewPods coming) implements Victim {
  @Override
  public String node() {
    return kubelet.name();
  }

  @Override
  public void begin() {
    kubelet.pods().beginFaults(coming);
  }

  @Override
  public String end() {
    kubelet.pods().endFaults(coming);
    return "";
  }
}
