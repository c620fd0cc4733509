package io.scaletest.hollownode.node;

import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.loop.InFlightLimit;
import io.scaletest.hollownode.loop.WorkLoop;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One node, to the parts of its kubelet: what it is, as whom it speaks, and what it shares with the
 * others of the process. Watches and events need the lock of {@link #loop}; nothing here blocks.
 *
 * @param client the node's kubelet as a client
 */
public record NodeContext(NodeDescription node, NodeClient client, Shared shared) {
  /** What the kubelets of a process share. */
  public static final class Shared {
    private final WorkLoop loop;
    private final WorkLoop heartbeatLoop;
    private final InFlightLimit podRequests;
    private final HollowFigures figures;
    private final Optional<EventPoster> events;
    private final KubeletSettings settings;
    private final Consumer<String> fatal;

    /**
     * @param loop owns everything of the nodes but their leases
     * @param heartbeatLoop owns the leases
     * @param fatal takes, in one line, what makes going on pointless
     */
    public Shared(
        WorkLoop loop,
        WorkLoop heartbeatLoop,
        HollowFigures figures,
        KubeletSettings settings,
        Consumer<String> fatal) {
      this.loop = loop;
      this.heartbeatLoop = heartbeatLoop;
      this.podRequests = InFlightLimit.of(settings.podRequestsInFlight());
      this.figures = figures;
      this.events =
          settings.events() ? Optional.of(new EventPoster(loop, figures)) : Optional.empty();
      this.settings = settings;
      this.fatal = fatal;
    }
  }

  public String name() {
    return node.name();
  }

  /** Returns the loop that owns everything of the node but its lease. */
  public WorkLoop loop() {
    return shared.loop;
  }

  /** Returns the loop that owns the node's lease. */
  public WorkLoop heartbeatLoop() {
    return shared.heartbeatLoop;
  }

  /** Returns what bounds the requests about pods of all nodes. */
  public InFlightLimit podRequests() {
    return shared.podRequests;
  }

  public HollowFigures figures() {
    return shared.figures;
  }

  public KubeletSettings settings() {
    return shared.settings;
  }

  /** Ends the run, in which going on is pointless, with one line. */
  public void fatal(String why) {
    shared.fatal.accept(why);
  }

  /** Opens a watch of this kubelet's. */
  public Watch watch(WatchTarget target, WatchSink sink) {
    return Watch.open(loop(), client, target, sink, figures());
  }

  /** Posts an event about this node, some time, where events are posted at all. */
  public void event(EventReason reason, String message) {
    post(EventSubject.node(name()), reason, message);
  }

  /**
   * Posts an event about a pod of this node, or about one of its containers, some time, where
   * events are posted at all.
   *
   * @param container empty for the pod itself
   */
  public void podEvent(
      String namespace,
      String pod,
      String uid,
      String container,
      EventReason reason,
      String message) {
    post(EventSubject.pod(namespace, pod, uid, container), reason, message);
  }

  private void post(EventSubject subject, EventReason reason, String message) {
    shared.events.ifPresent(poster -> poster.post(client, name(), subject, reason, message));
  }

  /** Posts no event of this kubelet's any more, those that wait included. */
  public void stopEvents() {
    shared.events.ifPresent(poster -> poster.stop(name()));
  }
}
