package io.scaletest.hollownode.node;

import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.NodeStates.Need;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * One node, to the parts of its kubelet: what it is, in which state, its link to the API server,
 * and what it shares with the others of the process. For the thread that holds the lock of {@link
 * #loop}, but for what cannot change; nothing here blocks.
 */
public final class NodeContext {
  private final NodeDescription node;
  private final Shared shared;
  private final NodeStates states;
  private final NodeLink link;
  private final NodeLink heartbeatLink;
  private int boots;

  /** How far the machine's clock is ahead; read by both loops. */
  private volatile long clockSkewNs;

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

  /**
   * @param client the node's kubelet as a client
   * @param states of the node, which is powered off, and of which the kubelet's link becomes a part
   */
  public NodeContext(NodeDescription node, NodeClient client, Shared shared, NodeStates states) {
    this.node = node;
    this.shared = shared;
    this.states = states;
    this.link = new NodeLink(shared.loop, client);
    this.heartbeatLink = new NodeLink(shared.heartbeatLoop, client);
    states.add(link.in(states), Need.NETWORK);
    states.add(new OnLoop(shared.heartbeatLoop, heartbeatLink.in(states)), Need.NETWORK);
  }

  /** A part whose state is under the lock of another loop than the node's. */
  private record OnLoop(WorkLoop loop, NodePart part) implements NodePart {
    @Override
    public void start() {
      loop.run(part::start);
    }

    @Override
    public void pause() {
      loop.run(part::pause);
    }

    @Override
    public void resume() {
      loop.run(part::resume);
    }

    @Override
    public void stop() {
      loop.run(part::stop);
    }
  }

  /** Adds a part that belongs to {@link #heartbeatLoop}. */
  public void addHeartbeat(NodePart part, Need need) {
    states.add(new OnLoop(shared.heartbeatLoop, part), need);
  }

  public NodeDescription node() {
    return node;
  }

  public String name() {
    return node.name();
  }

  public NodeStates states() {
    return states;
  }

  /** The machine was switched on. */
  public void booted() {
    boots++;
  }

  /** Tells whether the machine was switched on more than once. */
  public boolean isRebooted() {
    return boots > 1;
  }

  /**
   * Returns the id of the machine's present boot: empty for the first, as kubemark's, and another
   * one, the same in each run, for each after that.
   */
  public String bootId() {
    return isRebooted()
        ? UUID.nameUUIDFromBytes((name() + "/" + boots).getBytes(StandardCharsets.UTF_8)).toString()
        : "";
  }

  /** Lets the machine's clock be so far ahead of the run's from now on; behind, if negative. */
  public void skewClock(long aheadNs) {
    clockSkewNs = aheadNs;
  }

  /** Returns what the machine's clock shows at a reading of the ticker. */
  public Instant wallTimeAt(long nowNs) {
    return shared.loop.wallClock().at(nowNs).plusNanos(clockSkewNs);
  }

  /** Returns what the machine's clock shows now. */
  public Instant wallTime() {
    return wallTimeAt(shared.loop.nowNs());
  }

  /** Lets each of the kubelet's requests go out so long after it was made. */
  public void delayRequests(long latencyNs) {
    link.delay(latencyNs);
    heartbeatLoop().run(() -> heartbeatLink.delay(latencyNs));
  }

  /** Returns the kubelet's link to the API server, for everything but its lease. */
  public NodeLink link() {
    return link;
  }

  /** Returns the link for the lease, under the lock of {@link #heartbeatLoop}. */
  public NodeLink heartbeatLink() {
    return heartbeatLink;
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
    return Watch.open(loop(), link::stream, target, sink, figures());
  }

  /** Opens a watch of this kubelet's, whose sink takes objects whole. */
  public Watch watchJson(WatchTarget target, WatchSink sink) {
    return Watch.openJson(loop(), link::streamJson, target, sink, figures());
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
    shared.events.ifPresent(poster -> poster.post(link, name(), subject, reason, message));
  }
}
