package io.scaletest.hollownode.kubelet;

import static io.scaletest.wire.http.HttpStatus.CONFLICT;

import io.scaletest.hollownode.node.ApiPath;
import io.scaletest.hollownode.node.CachedNode;
import io.scaletest.hollownode.node.EventReason;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodeLink;
import io.scaletest.hollownode.node.NodePart;
import io.scaletest.hollownode.node.NodeStates;
import io.scaletest.hollownode.node.NodeStates.Need;
import io.scaletest.hollownode.pod.NodePods;
import io.scaletest.hollownode.pools.NodeImages;
import io.scaletest.hollownode.pools.Quantity;
import io.scaletest.hollownode.stages.StagePlayer;
import io.scaletest.hollownode.stages.Stages;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.watching.heads.EventType;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One kubelet: registers its Node, then keeps its lease, its status and its pods until it is
 * stopped. To be called with the loop's lock held; nothing blocks.
 */
public final class HollowKubelet implements NodePart {
  private static final Logger LOG = LoggerFactory.getLogger(HollowKubelet.class);

  /** Of a Node: how it is to fail. */
  public static final String FAILURE_ANNOTATION = ObservedNode.FAILURE;

  private static final long CSI_RETRY_NS = TimeUnit.SECONDS.toNanos(1);

  private final NodeContext context;
  private final NodePart watches;
  private final SplittableRandom random;
  private final StartListener listener;
  private final CachedNode cachedNode;
  private final NodeStatus status;
  private final NodePods pods;
  private final Lease lease;
  private final Registration registration;
  private final Stages stages;
  private final NodePart staged;
  private String uid = "";
  private long startedNs;

  /** Whether the watch has shown the Node of {@link #uid}: older events are about another. */
  private boolean watched;

  private boolean ready;
  private boolean everReady;
  private Consumer<String> onFailureAnnotation = ignored -> {};
  private String failureAnnotation = "";

  /** Hears how a kubelet's start goes on. Under the loop's lock. */
  public interface StartListener {
    /** It waits for seconds, without a request; another may start meanwhile. */
    void waits(HollowKubelet kubelet);

    /** Its node is ready. Called once. */
    void ready(HollowKubelet kubelet);
  }

  public HollowKubelet(
      NodeContext context,
      NodeWatches watches,
      StagePlayer player,
      SplittableRandom random,
      StartListener listener) {
    this.context = context;
    this.watches = watches.of(this);
    this.random = random;
    this.listener = listener;
    this.cachedNode = new CachedNode(context.node());
    NodeImages images = new NodeImages(context.node().pool().images(), context.loop().nowNs());
    this.status = new NodeStatus(context, images, random.split());
    this.lease = new Lease(context, random.split());
    this.stages = player.stages();
    this.staged = player.of(context, cachedNode);
    this.registration =
        new Registration(context, stages.hasNodes(), () -> listener.waits(this), this::registered);
    this.pods = new NodePods(context, cachedNode, images, stages.usages(), random.split());
    NodeStates states = context.states();
    states.add(registration, Need.NETWORK);
    context.addHeartbeat(lease, Need.NETWORK);
    states.add(status, Need.NETWORK);
    pods.addTo(states);
    states.add(staged, Need.NETWORK);
    states.add(this.watches, Need.INBOUND);
    states.add(this, Need.KUBELET);
  }

  /**
   * Hands the annotation {@link #FAILURE_ANNOTATION} of the Node to {@code taker} whenever it has
   * become another; not what it is when the kubelet registers.
   */
  public void onFailureAnnotation(Consumer<String> taker) {
    onFailureAnnotation = taker;
  }

  public String name() {
    return context.name();
  }

  /** What a node may be short of. */
  public enum Pressure {
    MEMORY(
        "memory",
        NodeCondition.MEMORY_PRESSURE,
        EventReason.INSUFFICIENT_MEMORY,
        EventReason.SUFFICIENT_MEMORY),
    DISK(
        "ephemeral-storage",
        NodeCondition.DISK_PRESSURE,
        EventReason.DISK_PRESSURE,
        EventReason.NO_DISK_PRESSURE),
    PID(
        "pids",
        NodeCondition.PID_PRESSURE,
        EventReason.INSUFFICIENT_PID,
        EventReason.SUFFICIENT_PID);

    private final String resource;
    private final NodeCondition condition;
    private final EventReason begins;
    private final EventReason ends;

    Pressure(String resource, NodeCondition condition, EventReason begins, EventReason ends) {
      this.resource = resource;
      this.condition = condition;
      this.begins = begins;
      this.ends = ends;
    }
  }

  /** Makes the node short of something, or no longer; its condition says so at the next check. */
  public void setPressure(Pressure pressure, boolean on) {
    status.setTrouble(pressure.condition, on);
    pods.setPressure(pressure.condition.type, on);
    EventReason reason = on ? pressure.begins : pressure.ends;
    event(reason, "Node " + name() + statusNow(reason));
  }

  /** Evicts the pod that is first to go under a pressure; returns whether there was one. */
  public boolean evict(Pressure pressure) {
    return pods.evict(pressure.resource);
  }

  /** The machine is about to go off: says so, and takes no more pods. */
  public void shutDown() {
    unready();
    status.shutDown();
    event(EventReason.NODE_NOT_READY, "Node " + name() + statusNow(EventReason.NODE_NOT_READY));
  }

  /**
   * The node has so many devices of an extended resource from now on; the next check reports them.
   *
   * @param allocatable those of them that are healthy
   */
  public void setDevices(String resource, Quantity capacity, Quantity allocatable) {
    status.setDevices(resource, capacity, allocatable);
    pods.setAllocatable(resource, allocatable);
  }

  /** Returns what the node's parts share. */
  public NodeContext context() {
    return context;
  }

  public NodePods pods() {
    return pods;
  }

  /** Starts, as the kubelet's process does. */
  @Override
  public void start() {
    uid = "";
    watched = false;
    startedNs = context.loop().nowNs();
    context.booted();
    context.figures().nodesStarted.increment();
    if (!context.settings().reads()) {
      registration.begin();
      return;
    }
    // The real one's parts start side by side and find no node yet; it is registered meanwhile.
    NodeLink link = context.link();
    link.send(ApiRequest.get(ApiPath.csiNode(name()) + "?resourceVersion=0"), ignored -> {});
    link.send(ApiRequest.get(ApiPath.node(name())), ignored -> {});
    ApiRequest get = ApiRequest.get(Lease.path(name()));
    ApiRequest getNode = ApiRequest.get(ApiPath.node(name()) + "?timeout=10s");
    link.heartbeat(get, noLease -> link.heartbeat(getNode, noNode -> registration.begin()));
  }

  private void registered(Registration.Registered registered) {
    context.figures().nodesRegistered.increment();
    ObservedNode view = registered.view();
    uid = view.uid();
    long nowNs = context.loop().nowNs();
    status.registered(context.wallTime().getEpochSecond(), nowNs);
    failureAnnotation = view.failure();
    seen(view);
    watches.registered();
    // A new node's first try found no node to belong to, so the next one creates the lease.
    boolean late = context.settings().reads() && !registered.takenOver();
    long firstNs = late ? startedNs + Lease.intervalNs(random.nextDouble()) : nowNs;
    context.heartbeatLoop().run(() -> lease.renew(uid, !registered.takenOver(), firstNs));
    staged.registered();
    if (stages.hasNodes()) {
      return; // who posts what, and when it is ready, is the stages' business
    }
    event(EventReason.STARTING, "Starting kubelet.");
    if (context.isRebooted()) {
      event(
          EventReason.REBOOTED,
          "Node " + name() + " has been rebooted, boot id: " + context.bootId());
    }
    event(
        EventReason.SUFFICIENT_MEMORY, "Node " + name() + statusNow(EventReason.SUFFICIENT_MEMORY));
    event(EventReason.NO_DISK_PRESSURE, "Node " + name() + statusNow(EventReason.NO_DISK_PRESSURE));
    event(EventReason.SUFFICIENT_PID, "Node " + name() + statusNow(EventReason.SUFFICIENT_PID));
    event(EventReason.ALLOCATABLE_ENFORCED, "Updated Node Allocatable limit across pods");
    if (context.settings().reads()) {
      context
          .link()
          .heartbeat(
              ApiRequest.get(ApiPath.node(name()) + "?timeout=10s"),
              reply -> status.repeat(this::readCsiNode));
    } else {
      createCsiNode();
    }
  }

  private static String statusNow(EventReason reason) {
    return " status is now: " + reason.text();
  }

  private void readCsiNode() {
    NodeLink link = context.link();
    link.send(
        ApiRequest.get(ApiPath.node(name())),
        gotNode ->
            link.send(
                ApiRequest.get(ApiPath.csiNode(name())),
                csiNode -> {
                  if (csiNode.succeeded()) {
                    becomeReady();
                  } else {
                    createCsiNode();
                  }
                }));
  }

  private void createCsiNode() {
    ApiRequest request =
        ApiRequest.protobuf(
            "POST", "/apis/storage.k8s.io/v1/csinodes", NodeBodies.csiNode(context.node(), uid));
    context
        .link()
        .send(
            request,
            reply -> {
              if (reply.succeeded() || reply.status() == CONFLICT) {
                becomeReady();
              } else {
                context.figures().failed("csinode", reply, "node", name());
                context.link().after(CSI_RETRY_NS, this::createCsiNode);
              }
            });
  }

  private void becomeReady() {
    status.ready(this::readyReported);
  }

  private void readyReported() {
    ready = true;
    context.figures().nodesReady.increment();
    if (!everReady) {
      everReady = true;
      if (!stages.hasNodes()) {
        event(EventReason.NODE_READY, "Node " + name() + statusNow(EventReason.NODE_READY));
      }
      listener.ready(this);
    }
  }

  /** Takes an event of the Node of this name. */
  void nodeEvent(EventType type, ObservedNode view) {
    if (uid.isEmpty()) {
      return; // not registered yet, and what is there then is read with the registration
    }
    boolean own = view.uid().equals(uid);
    watched |= own;
    if (!watched) {
      return;
    }
    if (type == EventType.DELETED) {
      if (own) {
        nodeDeleted();
      }
      return;
    }
    if (!own) {
      replaced(view.uid());
    }
    seen(view);
    if (!view.failure().equals(failureAnnotation)) {
      failureAnnotation = view.failure();
      onFailureAnnotation.accept(failureAnnotation);
    }
  }

  /**
   * Somebody deleted the Node. A kubelet registers when it starts and never again, so this one goes
   * on without, until somebody else creates it again.
   */
  void nodeDeleted() {
    if (isDeregistered()) {
      return;
    }
    context.states().nodeDeleted();
    unready();
    context.figures().nodesMissing.increment();
    context.figures().nodesDeleted.increment();
    if (context.figures().nodesDeleted.sum() == 1) {
      LOG.warn(
          "node {}: somebody deleted its Node; like a kubelet, it registers again only when it is"
              + " started again (further ones are only counted)",
          name());
    }
    status.deleted();
  }

  private void replaced(String newUid) {
    uid = newUid;
    if (isDeregistered()) {
      context.states().nodeCreated();
      context.figures().nodesMissing.decrement();
    } else {
      context.figures().nodesDeleted.increment();
    }
    unready();
    status.replaced();
  }

  private void unready() {
    if (ready) {
      ready = false;
      context.figures().nodesReady.decrement();
    }
  }

  /** Tells whether there is a Node that the server may say is gone. */
  boolean hasNode() {
    return !uid.isEmpty() && !isDeregistered();
  }

  private boolean isDeregistered() {
    return context.states().isDeregistered();
  }

  /** The server has this of the node. */
  void seen(ObservedNode view) {
    cachedNode.setLabels(view.labels());
    if (!view.uid().isEmpty()) {
      cachedNode.setEvictingTaints(view.evictingTaints());
    }
    cachedNode.setPodCidrs(view.podCidrs());
    if (stages.hasNodes()) {
      stagedReady(view.readyStatus().equals(NodeCondition.READY.status));
    } else if (!view.readyStatus().isEmpty()) {
      status.seen(view.readyStatus());
    }
  }

  private void stagedReady(boolean isReady) {
    if (isReady && !ready) {
      readyReported();
    } else if (!isReady) {
      unready();
    }
  }

  /**
   * Calls {@code action} as soon as nothing is under way that might still make the Node, perhaps at
   * once. When the node was powered off.
   */
  public void whenSettled(Runnable action) {
    context.link().whenSettled(action);
  }

  /** The machine is off: the kubelet's process is gone. */
  @Override
  public void stop() {
    unready();
    if (isDeregistered()) {
      context.figures().nodesMissing.decrement();
    }
  }

  private void event(EventReason reason, String message) {
    context.event(reason, message);
  }
}
