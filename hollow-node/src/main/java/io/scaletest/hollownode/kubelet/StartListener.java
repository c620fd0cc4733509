package io.scaletest.hollownode.kubelet;

/** Hears how a kubelet's start goes on. Under the loop's lock. */
public interface StartListener {
  /** It waits for seconds, without a request; another may start meanwhile. */
  void waits(HollowKubelet kubelet);

  /** Its node is ready. Called once. */
  void ready(HollowKubelet kubelet);
}
