package io.scaletest.hollownode.node;

import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.loop.WorkLoop;

/**
 * One node, to the parts of its kubelet: what it is, as whom it speaks, and what it shares with the
 * others of the process. Its watches and events need the lock of {@link #loop}; nothing blocks.
 *
 * @param client the node's kubelet as a client
 */
public record NodeContext(NodeDescription node, NodeClient client, FleetContext fleet) {
  public String name() {
    return node.name();
  }

  /** Returns the loop that owns everything of the node but its lease. */
  public WorkLoop loop() {
    return fleet.loop();
  }

  public HollowFigures figures() {
    return fleet.figures();
  }

  public KubeletSettings settings() {
    return fleet.settings();
  }

  /** Opens a watch of this kubelet's. */
  public Watch watch(WatchTarget target, WatchSink sink) {
    return Watch.open(loop(), client, target, sink, figures());
  }

  /** Posts an event of this kubelet's, some time, where events are posted at all. */
  public void event(EventSubject subject, EventReason reason, String message) {
    fleet
        .events()
        .ifPresent(poster -> poster.post(client, name(), subject, reason, message));
  }
}
