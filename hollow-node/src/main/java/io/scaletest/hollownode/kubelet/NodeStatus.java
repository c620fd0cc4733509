package io.scaletest.hollownode.kubelet;

import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;

import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.kubelet.StatusPatches.Conditions;
import io.scaletest.hollownode.kubelet.StatusPatches.Devices;
import io.scaletest.hollownode.node.Alarm;
import io.scaletest.hollownode.node.ApiPath;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodeLink;
import io.scaletest.hollownode.node.NodePart;
import io.scaletest.hollownode.pools.NodeImages;
import io.scaletest.hollownode.pools.Quantity;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The kubelet's sync of its Node's status: checks every ten seconds, patches what changed, and the
 * heartbeat alone about every five minutes. To be called with the loop's lock held.
 */
final class NodeStatus implements NodePart {
  static final long CHECK_NS = TimeUnit.SECONDS.toNanos(10);
  static final double CHECK_JITTER = 0.04;
  static final long REPORT_NS = TimeUnit.MINUTES.toNanos(5);

  /** The kubelet's attempts at one report; the first reads its cache, the others the server. */
  private static final int TRIES = 5;

  private final NodeContext context;
  private final NodeImages images;
  private final SplittableRandom random;
  private final Alarm alarm;
  private Runnable onReady = () -> {};
  private boolean becameReady;
  private boolean readyReported;
  private boolean foreignChange;

  /** What is wrong with the node, and of what the server does not know that it changed. */
  private final Set<NodeCondition> troubles = EnumSet.noneOf(NodeCondition.class);

  private final Set<NodeCondition> troublesChanged = EnumSet.noneOf(NodeCondition.class);

  /** The devices of which there are others than in the pool, or were; empty for nearly all. */
  private Map<String, Devices> devices = Map.of();

  private boolean devicesChanged;

  /** Whether a check is due as soon as the answer under way is there. */
  private boolean urgent;

  /** The Node is one that somebody else made, with nothing of this status in it. */
  private boolean foreignNode;

  private boolean inFlight;
  private long lastSecond;
  private long lastReportNs;
  private long reportDelayNs;
  private int imagesReported;
  private boolean retrying;

  public NodeStatus(NodeContext context, NodeImages images, SplittableRandom random) {
    this.context = context;
    this.images = images;
    this.random = random;
    this.alarm = context.loop().alarm(this::check);
  }

  /** The Node was made or taken over at {@code second}; its status is known from then on. */
  public void registered(long second, long nowNs) {
    lastSecond = second;
    lastReportNs = nowNs;
    imagesReported = images.refresh(nowNs);
  }

  /** Repeats the status once, as the kubelet does right after the registration. */
  public void repeat(Runnable then) {
    long second = context.wallTime().getEpochSecond();
    byte[] body =
        StatusPatches.patch(
            Conditions.HEARTBEAT,
            StatusPatches.Troubles.NONE,
            second != lastSecond,
            second,
            List.of(),
            Map.of());
    lastSecond = second;
    context.link().heartbeat(request(body), reply -> then.run());
  }

  /** The node is ready now: reports that, then checks every ten seconds. */
  public void ready(Runnable whenReported) {
    onReady = whenReported;
    becameReady = true;
    check(context.loop().nowNs());
  }

  /** The server's copy says that the node is {@code readyStatus}. */
  public void seen(String readyStatus) {
    String own = NodeCondition.READY.status(troubles.contains(NodeCondition.READY));
    foreignChange = readyReported && !readyStatus.equals(own);
  }

  /** There is trouble of this kind from now on, or no more; the next check reports it. */
  public void setTrouble(NodeCondition condition, boolean on) {
    if (on ? troubles.add(condition) : troubles.remove(condition)) {
      troublesChanged.add(condition);
    }
  }

  /** The node is about to go off: says so at once. */
  public void shutDown() {
    setTrouble(NodeCondition.READY, true);
    urgent = true;
    check(context.loop().nowNs());
  }

  /** There are so many devices from now on; the next check reports it. */
  public void setDevices(String resource, Quantity capacity, Quantity allocatable) {
    if (devices.isEmpty()) {
      devices = new TreeMap<>();
    }
    devices.put(resource, new Devices(capacity, allocatable));
    devicesChanged = true;
  }

  /** The Node was deleted: there is nothing to report until {@link #replaced}. */
  public void deleted() {
    readyReported = false;
    foreignChange = false;
  }

  /** Somebody created the Node again: the next check reports the whole status. */
  public void replaced() {
    readyReported = false;
    foreignChange = false;
    foreignNode = true;
  }

  @Override
  public void start() {
    becameReady = false;
    readyReported = false;
    foreignChange = false;
    foreignNode = false;
    inFlight = false;
    retrying = false;
    troubles.clear();
    troublesChanged.clear();
    devices = Map.of();
    devicesChanged = false;
    urgent = false;
  }

  /** The server's copy may be another by now: looks at it soon, whatever the watch brings. */
  @Override
  public void resume() {
    retrying = true;
    if (becameReady && !inFlight) {
      checkSoon();
    }
  }

  private void checkSoon() {
    alarm.set(context.loop().nowNs() + NodeLink.SPREAD_NS + random.nextLong(NodeLink.SPREAD_NS));
  }

  @Override
  public void stop() {
    alarm.cancel();
  }

  /** Returns how long until the next check, for a random number of [0, 1). */
  static long checkIntervalNs(double random) {
    return CHECK_NS + (long) (CHECK_NS * CHECK_JITTER * random);
  }

  /** Returns what to add to the five minutes after a change, for a random number of [0, 1). */
  static long reportDelayNs(double random) {
    return (long) (REPORT_NS * (random - 0.5));
  }

  private void check(long nowNs) {
    if (inFlight) {
      return;
    }
    if (context.states().isDeregistered()) {
      findNode(TRIES - 1);
      return;
    }
    if (retrying) {
      // Only the first try trusts the watch; the others read the server's copy.
      ApiRequest get =
          ApiRequest.get(ApiPath.node(context.name()) + "?timeout=10s").readingEveryBody();
      inFlight = true;
      context.link().heartbeat(get, this::copyRead);
    } else {
      patchIfChanged(nowNs);
    }
  }

  private void copyRead(ApiReply reply) {
    inFlight = false;
    String ready = reply.succeeded() ? ObservedNode.ofAnswer(reply.body()).readyStatus() : "";
    if (!ready.isEmpty()) {
      seen(ready);
    }
    patchIfChanged(context.loop().nowNs());
  }

  private void patchIfChanged(long nowNs) {
    boolean imagesChanged = images.refresh(nowNs) != imagesReported;
    boolean changed = becameReady && !readyReported || foreignChange || imagesChanged;
    changed |= !troublesChanged.isEmpty() || devicesChanged;
    if (changed || nowNs - lastReportNs >= REPORT_NS + reportDelayNs) {
      patch(changed, imagesChanged);
    } else {
      retrying = false;
      alarm.set(nowNs + checkIntervalNs(random.nextDouble()));
    }
  }

  /**
   * Reads the Node that was deleted as often as the kubelet does. That it was created again is
   * learnt from the watch.
   */
  private void findNode(int times) {
    inFlight = true;
    ApiRequest get = ApiRequest.get(ApiPath.node(context.name()) + "?timeout=10s");
    context.link().heartbeat(get, reply -> nodeRead(reply, times - 1));
  }

  private void nodeRead(ApiReply reply, int timesLeft) {
    inFlight = false;
    if (context.states().isDeregistered() && timesLeft > 0 && !reply.succeeded()) {
      findNode(timesLeft);
    } else {
      alarm.set(context.loop().nowNs() + checkIntervalNs(random.nextDouble()));
    }
  }

  private void patch(boolean changed, boolean imagesChanged) {
    long second = context.wallTime().getEpochSecond();
    Conditions what =
        foreignChange
            ? Conditions.RESTORED
            : readyReported ? Conditions.HEARTBEAT : Conditions.BECAME_READY;
    int version = images.refresh(context.loop().nowNs());
    urgent = false;
    boolean whole = foreignNode;
    if (whole) { // it is that of a node that is well; the next patch says what is wrong
      troublesChanged.addAll(troubles);
      devicesChanged = !devices.isEmpty();
    }
    Set<NodeCondition> reported = whole ? Set.of() : Set.copyOf(troublesChanged);
    boolean ofDevices = devicesChanged && !whole;
    devicesChanged &= whole;
    byte[] body =
        whole
            ? NodeBodies.status(context.node(), context.bootId(), second, images.largestFirst())
            : StatusPatches.patch(
                what,
                new StatusPatches.Troubles(Set.copyOf(troubles), reported),
                second != lastSecond,
                second,
                imagesChanged ? images.largestFirst() : List.of(),
                ofDevices ? devices : Map.of());
    inFlight = true;
    context
        .link()
        .heartbeat(
            request(body),
            reply -> {
              if (reply.succeeded()) {
                troublesChanged.removeAll(reported);
              } else {
                devicesChanged |= ofDevices;
              }
              answered(reply, second, changed, version, whole);
            });
  }

  private void answered(ApiReply reply, long second, boolean changed, int version, boolean whole) {
    inFlight = false;
    long nowNs = context.loop().nowNs();
    retrying = !reply.succeeded();
    alarm.set(urgent ? nowNs : nowNs + checkIntervalNs(random.nextDouble()));
    if (!reply.succeeded()) {
      if (reply.failure().equals(HollowFigures.CUT_OFF)) {
        checkSoon();
      }
      if (reply.status() != NOT_FOUND) { // the watch says that the Node was deleted
        context.figures().failed("node status", reply, "node", context.name());
      }
      return;
    }
    context.figures().nodeReports.increment();
    lastSecond = second;
    lastReportNs = nowNs;
    reportDelayNs = changed ? reportDelayNs(random.nextDouble()) : 0;
    imagesReported = version;
    foreignChange = false;
    foreignNode &= !whole;
    if (!readyReported && !context.states().isDeregistered() && !foreignNode) {
      readyReported = true;
      onReady.run();
    }
  }

  private ApiRequest request(byte[] body) {
    return ApiRequest.strategicMergePatch(
        ApiPath.node(context.name()) + "/status?timeout=10s", body);
  }
}
