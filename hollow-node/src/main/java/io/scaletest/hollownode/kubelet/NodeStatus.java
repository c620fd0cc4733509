package io.scaletest.hollownode.kubelet;

import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.kubelet.StatusPatches.Conditions;
import io.scaletest.hollownode.loop.Alarm;
import io.scaletest.hollownode.loop.WorkLoop;
import io.scaletest.hollownode.node.ApiPath;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodeLink;
import io.scaletest.hollownode.node.NodePart;
import io.scaletest.hollownode.pools.NodeImages;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
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

  private static final int NOT_FOUND = 404;

  private final NodeContext context;
  private final NodeImages images;
  private final SplittableRandom random;
  private final Alarm alarm;
  private Runnable onReady = () -> {};
  private boolean becameReady;
  private boolean readyReported;
  private boolean foreignChange;

  /** The pressures that there are, and those that the server does not know to have changed. */
  private final Set<NodeCondition> pressures = EnumSet.noneOf(NodeCondition.class);

  private final Set<NodeCondition> pressuresChanged = EnumSet.noneOf(NodeCondition.class);

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
    WorkLoop loop = context.loop();
    long second = loop.wallClock().now().getEpochSecond();
    byte[] body =
        StatusPatches.patch(
            Conditions.HEARTBEAT,
            StatusPatches.Pressures.NONE,
            second != lastSecond,
            second,
            List.of());
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
    foreignChange = readyReported && !readyStatus.equals(NodeCondition.READY.status);
  }

  /** The condition of this pressure is another from now on; the next check reports it. */
  public void setPressure(NodeCondition condition, boolean on) {
    if (on ? pressures.add(condition) : pressures.remove(condition)) {
      pressuresChanged.add(condition);
    }
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
    pressures.clear();
    pressuresChanged.clear();
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
    changed |= !pressuresChanged.isEmpty();
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
    long second = context.loop().wallClock().now().getEpochSecond();
    Conditions what =
        foreignChange
            ? Conditions.RESTORED
            : readyReported ? Conditions.HEARTBEAT : Conditions.BECAME_READY;
    int version = images.refresh(context.loop().nowNs());
    Set<NodeCondition> reported = Set.copyOf(pressuresChanged);
    boolean whole = foreignNode;
    byte[] body =
        whole
            ? NodeBodies.status(context.node(), context.bootId(), second, images.largestFirst())
            : StatusPatches.patch(
                what,
                new StatusPatches.Pressures(Set.copyOf(pressures), reported),
                second != lastSecond,
                second,
                imagesChanged ? images.largestFirst() : List.of());
    inFlight = true;
    context
        .link()
        .heartbeat(
            request(body),
            reply -> {
              if (reply.succeeded()) {
                pressuresChanged.removeAll(reported);
              }
              answered(reply, second, changed, version, whole);
            });
  }

  private void answered(ApiReply reply, long second, boolean changed, int version, boolean whole) {
    inFlight = false;
    long nowNs = context.loop().nowNs();
    retrying = !reply.succeeded();
    alarm.set(nowNs + checkIntervalNs(random.nextDouble()));
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
