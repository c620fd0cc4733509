package io.scaletest.hollownode.kubelet;

import io.scaletest.hollownode.event.EventPoster;
import io.scaletest.hollownode.event.EventReason;
import io.scaletest.hollownode.event.EventSubject;
import io.scaletest.hollownode.images.NodeImages;
import io.scaletest.hollownode.json.ApiPath;
import io.scaletest.hollownode.loop.WorkLoop;
import io.scaletest.hollownode.node.Lease;
import io.scaletest.hollownode.node.NodeBodies;
import io.scaletest.hollownode.node.NodeDescription;
import io.scaletest.hollownode.node.NodeSite;
import io.scaletest.hollownode.node.NodeStatus;
import io.scaletest.hollownode.node.NodeView;
import io.scaletest.hollownode.node.Registration;
import io.scaletest.hollownode.pod.NodePods;
import io.scaletest.hollownode.pod.PodHome;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One kubelet: its node from registration on, and the pods of that. Owned by its loop. */
public final class HollowKubelet {
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

  private long startedNs;
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
    NodeImages images = new NodeImages(node.pool().images(), site.loop().nowNs());
    this.status = new NodeStatus(site, node, images, random.split());
    this.lease =
        new Lease(
            site.heartbeatLoop(),
            site.client(),
            site.figures(),
            node.name(),
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
    site.client().send(ApiRequest.get(ApiPath.csiNode(name()) + "?resourceVersion=0"));
    site.client().send(ApiRequest.get(ApiPath.node(name())));
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
            "POST", "/apis/storage.k8s.io/v1/csinodes", NodeBodies.csiNode(name(), uid));
    onReply(
        request,
        false,
        reply -> {
          if (reply.succeeded() || reply.status() == CONFLICT) {
            becomeReady();
          } else {
            site.figures().failed("csinode: " + reply.failure());
            site.loop().after(CSI_RETRY_NS, nowNs -> createCsiNode());
          }
        });
  }

  private void becomeReady() {
    if (stopped) {
      return;
    }
    status.ready(
        () -> {
          site.figures().nodesReady.increment();
          event(EventReason.NODE_READY, "Node " + name() + statusNow(EventReason.NODE_READY));
          listener.ready(this);
        });
  }

  private Map<String, String> labels() {
    return serverLabels.orElseGet(node::labels);
  }

  /** The server has this of the node. */
  void seen(NodeView view) {
    boolean known = view.labels().isEmpty() || view.labels().equals(node.labels());
    serverLabels = known ? Optional.empty() : Optional.of(view.labels());
    if (!view.podCidrs().isEmpty()) {
      podCidrs = view.podCidrs();
    }
    if (!view.readyStatus().isEmpty()) {
      status.seen(view.readyStatus());
    }
  }

  /** Stops everything at once, as if the machine lost its power. */
  public void stop() {
    stopped = true;
    watches.end(this);
    registration.stop();
    status.stop();
    pods.stop();
    site.heartbeatLoop().run(lease::stop);
  }

  private void event(EventReason reason, String message) {
    events.ifPresent(
        poster -> poster.post(site.client(), name(), EventSubject.node(name()), reason, message));
  }

  private void onReply(ApiRequest request, boolean heartbeat, Consumer<ApiReply> taker) {
    WorkLoop loop = site.loop();
    loop.onReply(
        heartbeat ? site.client().heartbeat(request) : site.client().send(request),
        reply -> {
          if (!stopped) {
            taker.accept(reply);
          }
        });
  }
}
