package io.scaletest.hollownode.kubelet;

import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.loop.WorkLoop;
import io.scaletest.hollownode.node.NodePart;
import java.util.Collection;

/**
 * Opens the watches of kubelets and dispatches their events. To be called with the loop's lock
 * held.
 */
public interface NodeWatches {
  /** Returns watches of which each kubelet has its own. */
  static NodeWatches perNode() {
    return new PerNodeWatches();
  }

  /**
   * Returns one watch of each kind for all kubelets.
   *
   * @param nodes the names of all nodes that are to begin, some time
   */
  static NodeWatches shared(
      WorkLoop loop, NodeClient client, HollowFigures figures, Collection<String> nodes) {
    return new SharedWatches(loop, client, figures, nodes);
  }

  /** Returns the watches of one kubelet, to be made a part of its node. */
  OfKubelet of(HollowKubelet kubelet);

  /** The watches of one kubelet: opened when its process starts. */
  interface OfKubelet extends NodePart {
    /** The node is registered: opens what is watched from then on. */
    void registered();
  }
}
