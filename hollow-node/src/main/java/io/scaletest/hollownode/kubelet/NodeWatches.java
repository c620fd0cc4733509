package io.scaletest.hollownode.kubelet;

/** Where kubelets hear of their nodes and pods. Under the loop's lock. */
public interface NodeWatches {
  /** Opens what a kubelet watches before its node is registered. */
  void begin(HollowKubelet kubelet);

  /** The node is registered: opens what it watches from then on. */
  void registered(HollowKubelet kubelet);

  /** Watches for {@code kubelet} no more. */
  void end(HollowKubelet kubelet);
}
