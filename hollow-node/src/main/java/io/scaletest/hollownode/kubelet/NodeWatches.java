package io.scaletest.hollownode.kubelet;

import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.NodePart;
import io.scaletest.hollownode.node.WorkLoop;
import java.util.Collection;

/**
 * Opens the watches of kubelets and dispatches their events. To be called with the loop's lock
 * held.
 */
public interface NodeWatches {
  /**
   * Returns watches of which each kubelet has its own.
   *
   * @param pods whether pods are among what is watched
   */
  static NodeWatches perNode(boolean pods) {
    return new PerNodeWatches(pods);
  }

  /**
   * Returns one watch of each kind for all kubelets.
   *
   * @param pods whether pods are among what is watched
   * @param nodes the names of all nodes that are to begin, some time
   */
  static NodeWatches shared(
      boolean pods,
      WorkLoop loop,
      NodeClient client,
      HollowFigures figures,
      Collection<String> nodes) {
    return new SharedWatches(pods, loop, client, figures, nodes);
  }

  /**
   * Returns the watches of one kubelet, to be made a part of its node: opened when its process
   * starts, those of pods when the node is registered.
   */
  NodePart of(HollowKubelet kubelet);
}
