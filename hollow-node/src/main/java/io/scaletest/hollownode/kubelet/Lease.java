package io.scaletest.hollownode.kubelet;

import static io.scaletest.wire.http.HttpStatus.CONFLICT;
import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;

import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.node.Alarm;
import io.scaletest.hollownode.node.ApiPath;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodePart;
import io.scaletest.hollownode.node.WorkLoop;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The kubelet's lease controller: creates the node's Lease once and renews it ten seconds and up to
 * 4 % after the last renewal was answered. Has a loop of its own, whose lock its caller holds, so
 * that nothing that pods do delays it.
 */
final class Lease implements NodePart {
  static final String NAMESPACE = "kube-node-lease";
  static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(LeaseBodies.DURATION_SECONDS) / 4;
  static final double JITTER = 0.04;

  private static final String COLLECTION =
      "/apis/coordination.k8s.io/v1/namespaces/" + NAMESPACE + "/leases";
  private static final String TIMEOUT = "?timeout=10s";

  /** The kubelet's attempts for one renewal, one right after the other. */
  private static final int ATTEMPTS = 5;

  private final WorkLoop loop;
  private final NodeContext context;
  private final HollowFigures figures;
  private final String node;

  /**
   * Whether it reads the node before it makes the lease, as the real one does for the owner
   * reference.
   */
  private final boolean readsOwner;

  private final SplittableRandom random;
  private final Alarm alarm;
  private String nodeUid = "";
  private Optional<ObservedLease> last = Optional.empty();
  private long lastRenewSecond;
  private long dueNs;
  private int attempts;
  private boolean absent;
  private boolean hadLease;
  private boolean firstOfRenewal;

  Lease(NodeContext context, SplittableRandom random) {
    this.context = context;
    this.loop = context.heartbeatLoop();
    this.figures = context.figures();
    this.node = context.name();
    this.readsOwner = context.settings().reads();
    this.random = random;
    this.alarm = loop.alarm(this::sync);
  }

  /** Returns the path of a node's lease, with the kubelet's limit on time. */
  public static String path(String node) {
    return COLLECTION + "/" + node + TIMEOUT;
  }

  /** Returns how long after one renewal the next is due, for a random number of [0, 1). */
  public static long intervalNs(double random) {
    return INTERVAL_NS + (long) (INTERVAL_NS * JITTER * random);
  }

  /**
   * Begins to renew, first at {@code firstNs} or at once if that is past. On this lease's loop, as
   * everything here.
   *
   * @param newNode whether the node was not there before, and so no lease of it either
   */
  public void renew(String uid, boolean newNode, long firstNs) {
    nodeUid = uid;
    absent = newNode && !readsOwner;
    dueNs = Math.max(firstNs, loop.nowNs()); // before this it was the registration that took long
    alarm.set(dueNs);
  }

  @Override
  public void start() {
    last = Optional.empty();
    hadLease = false;
  }

  /** Renews no more. */
  @Override
  public void stop() {
    alarm.cancel();
  }

  private void sync(long nowNs) {
    attempts = 0;
    firstOfRenewal = true;
    if (last.isPresent()) {
      renew();
    } else if (absent) {
      create();
    } else {
      get();
    }
  }

  private void get() {
    send(ApiRequest.get(path(node)), this::found);
  }

  /**
   * Sends a request. How late the first one of each renewal was handed to the transport is what is
   * measured: from there on, a connection or a free stream is waited for because the server is
   * slow.
   */
  private void send(ApiRequest request, Consumer<ApiReply> taker) {
    context
        .heartbeatLink()
        .heartbeat(
            request,
            reply -> {
              if (firstOfRenewal) {
                firstOfRenewal = false;
                figures.leaseLateness.record(Math.max(0, reply.queuedNs() - dueNs));
              }
              taker.accept(reply);
            });
  }

  private void found(ApiReply reply) {
    if (reply.status() == NOT_FOUND) {
      if (readsOwner || hadLease) {
        ApiRequest owner = ApiRequest.get(ApiPath.node(node) + TIMEOUT);
        send(owner, this::ownerRead);
      } else {
        create();
      }
    } else if (reply.succeeded() && remember(reply)) {
      renew();
    } else {
      failed(reply);
    }
  }

  /** As the kubelet, makes no lease of a Node that is not there; the next renewal tries again. */
  private void ownerRead(ApiReply reply) {
    if (reply.succeeded()) {
      String uid = ObservedNode.ofAnswer(reply.body()).uid();
      nodeUid = uid.isEmpty() ? nodeUid : uid;
      create();
    } else {
      if (reply.status() != NOT_FOUND) {
        figures.failed("lease", reply, "node", node);
      }
      next();
    }
  }

  private void create() {
    Instant now = context.wallTime();
    ApiRequest request =
        ApiRequest.protobuf(
                "POST", COLLECTION + TIMEOUT, LeaseBodies.create(context.node(), nodeUid, now))
            .readingEveryBody();
    send(request, reply -> written(reply, now));
  }

  private void renew() {
    Instant now = context.wallTime();
    byte[] body = LeaseBodies.update(context.node(), nodeUid, last.get(), lastRenewSecond, now);
    ApiRequest request = ApiRequest.protobuf("PUT", path(node), body).readingEveryBody();
    send(request, reply -> written(reply, now));
  }

  private void written(ApiReply reply, Instant renewTime) {
    if (reply.succeeded() && remember(reply)) {
      lastRenewSecond = renewTime.getEpochSecond();
      figures.leaseRenewals.increment();
      figures.leaseRenewal.record(Math.max(0, reply.answeredNs() - dueNs));
      next();
    } else {
      failed(reply);
    }
  }

  private boolean remember(ApiReply reply) {
    Optional<ObservedLease> answered = ObservedLease.ofAnswer(reply.body());
    last = answered.or(() -> last);
    hadLease |= answered.isPresent();
    return answered.isPresent();
  }

  private void failed(ApiReply reply) {
    countFailure(reply);
    attempts++;
    boolean wasAbsent = absent;
    absent = false;
    if (wasAbsent && reply.status() == CONFLICT) {
      get();
    } else if (attempts >= ATTEMPTS || last.isEmpty()) {
      last = Optional.empty();
      next();
    } else if (reply.status() == CONFLICT || reply.status() == NOT_FOUND) {
      last = Optional.empty();
      get();
    } else {
      renew();
    }
  }

  private void countFailure(ApiReply reply) {
    if (reply.failure().equals(HollowFigures.CUT_OFF)) {
      figures.cutOff.increment();
      dueNs = loop.nowNs(); // the wait before was nobody's lateness
      return;
    }
    figures.leaseFailures.increment();
    // Without what is each node's own, so that the failures of many are one message.
    String failure = reply.failure().replace(node, "NODE");
    figures.failed("lease: " + failure.replaceFirst(": StorageError.*", ""));
  }

  private void next() {
    dueNs = loop.nowNs() + intervalNs(random.nextDouble());
    alarm.set(dueNs);
  }
}
