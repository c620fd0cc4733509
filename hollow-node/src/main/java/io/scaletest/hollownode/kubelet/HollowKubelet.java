package io.scaletest.hollownode.kubelet;

import io.scaletest.hollownode.event.EventPoster;
import io.scaletest.hollownode.event.EventReason;
import io.scaletest.hollownode.event.EventSubject;
import io.scaletest.hollownode.images.NodeImages;
import io.scaletest.hollownode.json.ApiPath;
import io.scaletest.hollownode.node.Lease;
import io.scaletest.hollownode.node.NodeBodies;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.hollownode.node.NodeSite;
import io.scaletest.hollownode.node.NodeStatus;
import io.scaletest.hollownode.node.NodeView;
import io.scaletest.hollownode.node.Registration;
import io.scaletest.hollownode.pod.NodePods;
import io.scaletest.hollownode.pod.PodHome;
import io.scaletest.hollownode.pools.Taint;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ReplyListener;
import io.scaletest.watching.heads.EventType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One kubelet: its node from registration on, and the pods of that. Owned by its loop. */
public final class HollowKubelet {
  private static final Logger LOG = LoggerFactory.getLogger(HollowKubelet.class);
  private static final int CONFLICT = 409;
  private static final long CSI_RETRY_NS = TimeUnit.SECONDS.toNanos(1);

  private final NodeSite site;
  private final NodeDescription node;
  private final KubeletHabits habits;
  private final NodeWatches watches;
  private final Optional<EventPoster> events;
  private final SplittableRandom random;
  private final StartListener listener;
  private final NodeStatus status;
  private final NodePods pods;
  private final Lease lease;
  private final Registration registration;
  private String uid = "";
  private List<String> podCidrs;

  /** The node's labels on the server, where they are others than those it registered with. */
  private Optional<Map<String, String>> serverLabels = Optional.empty();

  /** The node's taints that evict, as the server has them. */
  private List<Taint> taints;

  private long startedNs;

  /** Whether the watch has told of the Node of {@link #uid}: older events are about another. */
  private boolean watched;

  private boolean gone;
  private boolean ready;
  private boolean everReady;
  private boolean stopped;

  public HollowKubelet(
      NodeSite site,
      NodeDescription node,
      KubeletHabits habits,
      NodeWatches watches,
      Optional<EventPoster> events,
      SplittableRandom random,
      StartListener listener) {
    this.site = site;
    this.node = node;
    this.habits = habits;
    this.watches = watches;
    this.events = events;
    this.random = random;
    this.listener = listener;
    this.podCidrs = node.podCidrs();
    this.taints = node.pool().taints();
    NodeImages images = new NodeImages(node.pool().images(), site.loop().nowNs());
    this.status = new NodeStatus(site, node, images, random.split());
    this.lease =
        new Lease(
            site.heartbeatLoop(),
            site.client(),
            site.figures(),
            node,
            habits.startupReads(),
            random.split());
    this.registration = new Registration(site, node, () -> listener.waits(this), this::registered);
    PodHome home =
        new PodHome(
            node.name(),
            node.internalIps(),
            node.pool(),
            () -> podCidrs,
            this::labels,
            () -> taints,
            images,
            site.loop(),
            site.client(),
            site.podRequests(),
            site.figures(),
            events,
            habits.pods());
    this.pods = new NodePods(home, random.split());
  }

  public String name() {
    return node.name();
  }

  NodeSite site() {
    return site;
  }

  NodePods pods() {
    return pods;
  }

  /** Starts, as if the kubelet's process did. */
  public void start() {
    startedNs = site.loop().nowNs();
    site.figures().nodesStarted.increment();
    watches.begin(this);
    if (!habits.startupReads()) {
      registration.begin();
      return;
    }
    // The real one's parts start side by side and find no node yet; it is registered meanwhile.
    site.client()
        .send(ApiRequest.get(ApiPath.csiNode(name()) + "?resourceVersion=0"), ignored -> {});
    site.client().send(ApiRequest.get(ApiPath.node(name())), ignored -> {});
    ApiRequest get = ApiRequest.get(Lease.path(name()));
    onReply(
        get,
        true,
        noLease ->
            onReply(
                ApiRequest.get(ApiPath.node(name()) + "?timeout=10s"),
                true,
                noNode -> registration.begin()));
  }

  private void registered(Registration.Registered registered) {
    site.figures().nodesRegistered.increment();
    NodeView view = registered.view();
    uid = view.uid();
    long nowNs = site.loop().nowNs();
    status.registered(site.loop().wallClock().now().getEpochSecond(), nowNs);
    seen(view);
    watches.registered(this);
    // A new node's first try found no node to belong to, so the next one creates the lease.
    boolean late = habits.startupReads() && !registered.takenOver();
    long firstNs = late ? startedNs + Lease.intervalNs(random.nextDouble()) : nowNs;
    site.heartbeatLoop().run(() -> lease.start(uid, !registered.takenOver(), firstNs));
    event(EventReason.STARTING, "Starting kubelet.");
    event(
        EventReason.SUFFICIENT_MEMORY, "Node " + name() + statusNow(EventReason.SUFFICIENT_MEMORY));
    event(EventReason.NO_DISK_PRESSURE, "Node " + name() + statusNow(EventReason.NO_DISK_PRESSURE));
    event(EventReason.SUFFICIENT_PID, "Node " + name() + statusNow(EventReason.SUFFICIENT_PID));
    event(EventReason.ALLOCATABLE_ENFORCED, "Updated Node Allocatable limit across pods");
    if (habits.startupReads()) {
      onReply(
          ApiRequest.get(ApiPath.node(name()) + "?timeout=10s"),
          true,
          reply -> status.repeat(this::readCsiNode));
    } else {
      createCsiNode();
    }
  }

  private static String statusNow(EventReason reason) {
    return " status is now: " + reason.text();
  }

  private void readCsiNode() {
    onReply(
        ApiRequest.get(ApiPath.node(name())),
        false,
        gotNode ->
            onReply(
                ApiRequest.get(ApiPath.csiNode(name())),
                false,
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
            "POST", "/apis/storage.k8s.io/v1/csinodes", NodeBodies.csiNode(node, uid));
    onReply(
        request,
        false,
        reply -> {
          if (reply.succeeded() || reply.status() == CONFLICT) {
            becomeReady();
          } else {
            site.figures().failed("csinode", reply, "node", name());
            site.loop().schedule(CSI_RETRY_NS, () -> retryCsiNode());
          }
        });
  }

  private void retryCsiNode() {
    if (!stopped) {
      createCsiNode();
    }
  }

  private void becomeReady() {
    status.ready(this::toldReady);
  }

  private void toldReady() {
    ready = true;
    site.figures().nodesReady.increment();
    if (!everReady) {
      everReady = true;
      event(EventReason.NODE_READY, "Node " + name() + statusNow(EventReason.NODE_READY));
      listener.ready(this);
    }
  }

  /** The watch tells something of the Node of this name. */
  void nodeEvent(EventType type, NodeView view) {
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
        nodeGone();
      }
      return;
    }
    if (!own) {
      replaced(view.uid());
    }
    seen(view);
  }

  /**
   * Somebody deleted the Node. A kubelet registers when it starts and never again, so this one goes
   * on without, until somebody else makes the Node anew.
   */
  void nodeGone() {
    if (gone) {
      return;
    }
    gone = true;
    unready();
    site.figures().nodesMissing.increment();
    site.figures().nodesDeleted.increment();
    if (site.figures().nodesDeleted.sum() == 1) {
      LOG.warn(
          "node {}: somebody deleted its Node; like a kubelet, it registers again only when it is"
              + " started again (further ones are only counted)",
          name());
    }
    status.gone();
  }

  private void replaced(String newUid) {
    uid = newUid;
    if (gone) {
      gone = false;
      site.figures().nodesMissing.decrement();
    } else {
      site.figures().nodesDeleted.increment();
    }
    unready();
    status.replaced();
  }

  private void unready() {
    if (ready) {
      ready = false;
      site.figures().nodesReady.decrement();
    }
  }

  /** Tells whether there is a Node that the server may say is gone. */
  boolean hasNode() {
    return !uid.isEmpty() && !gone;
  }

  private Map<String, String> labels() {
    return serverLabels.orElseGet(node::labels);
  }

  /** The server has this of the node. */
  void seen(NodeView view) {
    boolean known = view.labels().isEmpty() || view.labels().equals(node.labels());
    serverLabels = known ? Optional.empty() : Optional.of(view.labels());
    if (!view.uid().isEmpty()) {
      taints = view.evictingTaints();
    }
    if (!view.podCidrs().isEmpty()) {
      podCidrs = view.podCidrs();
    }
    if (!view.readyStatus().isEmpty()) {
      status.seen(view.readyStatus());
    }
  }

  /**
   * Calls {@code action} as soon as nothing is under way that might still make the Node, perhaps at
   * once. After {@link #stop}.
   */
  public void whenSettled(Runnable action) {
    registration.whenSettled(action);
  }

  /** Stops everything at once, as if the machine lost its power: it sends nothing any more. */
  public void stop() {
    stopped = true;
    watches.end(this);
    registration.stop();
    status.stop();
    pods.stop();
    events.ifPresent(poster -> poster.stop(name()));
    site.heartbeatLoop().run(lease::stop);
  }

  private void event(EventReason reason, String message) {
    events.ifPresent(
        poster -> poster.post(site.client(), name(), EventSubject.node(name()), reason, message));
  }

  private void onReply(ApiRequest request, boolean heartbeat, Consumer<ApiReply> taker) {
    ReplyListener listener =
        site.loop()
            .onReply(
                reply -> {
                  if (!stopped) {
                    taker.accept(reply);
                  }
                });
    if (heartbeat) {
      site.client().heartbeat(request, listener);
    } else {
      site.client().send(request, listener);
    }
  }
}
