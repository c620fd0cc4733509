package io.scaletest.hollownode.kubelet;

import static io.scaletest.wire.http.HttpStatus.CONFLICT;
import static io.scaletest.wire.http.HttpStatus.FORBIDDEN;
import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;
import static io.scaletest.wire.http.HttpStatus.UNAUTHORIZED;
import static io.scaletest.wire.http.HttpStatus.UNPROCESSABLE;

import io.scaletest.hollownode.node.ApiPath;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodePart;
import io.scaletest.hollownode.node.WorkLoop;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.time.UtcTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Creates the Node, or adopts one of the same name whose kubelet is gone. To be called with the
 * loop's lock held.
 *
 * <p>Whether the kubelet is gone is seen by the node's lease: its holder is the node's name whoever
 * writes it, so only a renewal that is not ours shows a live one. A lease that has run out was
 * abandoned. One that has not is read again after more than one interval of renewal: the one of a
 * kubelet that was restarted, ours above all, stands still; a live kubelet's has moved.
 */
final class Registration implements NodePart {
  /** Longer than the longest interval between two renewals, 10.4 s, by a second for the request. */
  static final long CLAIM_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(11_500);

  /** The kubelet's: 100 ms, doubled up to 7 s. */
  private static final long BACKOFF_MIN_NS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long BACKOFF_MAX_NS = TimeUnit.SECONDS.toNanos(7);

  /** Of a server that does not take protobuf. */
  private static final int UNSUPPORTED_MEDIA_TYPE = 415;

  private final NodeContext context;
  private final boolean bare;
  private final WorkLoop loop;
  private final Runnable waits;
  private final Consumer<Registered> done;
  private long backoffNs = BACKOFF_MIN_NS;

  /** Whether this process registered the Node before: no other kubelet is asked for then. */
  private boolean ours;

  /** The Node as it is on the server, and whether it was there before. */
  public record Registered(ObservedNode view, boolean takenOver) {}

  /**
   * @param bare whether the status is not the kubelet's business: a Node that is there is taken as
   *     it is
   * @param waits called when the name may be another's and it takes long to find out
   */
  public Registration(
      NodeContext context, boolean bare, Runnable waits, Consumer<Registered> done) {
    this.context = context;
    this.bare = bare;
    this.loop = context.loop();
    this.waits = waits;
    this.done = done;
  }

  public void begin() {
    long second = context.wallTime().getEpochSecond();
    byte[] body =
        bare
            ? NodeBodies.bare(context.node())
            : NodeBodies.node(context.node(), context.bootId(), second);
    send(ApiRequest.protobuf("POST", "/api/v1/nodes", body).readingEveryBody(), this::posted);
  }

  @Override
  public void start() {
    backoffNs = BACKOFF_MIN_NS;
  }

  /** What is under way ends with the node's link. */
  @Override
  public void stop() {}

  private void posted(ApiReply reply) {
    if (reply.succeeded()) {
      done(view(reply), false);
    } else if (reply.status() == CONFLICT && ours) {
      takeOver();
    } else if (reply.status() == CONFLICT) {
      send(ApiRequest.get(Lease.path(context.name())), this::leaseSeen);
    } else if (reply.status() == FORBIDDEN) {
      // As the kubelet does: the Node may have been made by somebody who may.
      send(ApiRequest.get(ApiPath.node(context.name())), got -> forbidden(reply, got));
    } else if (reply.status() == UNAUTHORIZED
        || reply.status() == UNSUPPORTED_MEDIA_TYPE
        || reply.status() == UNPROCESSABLE) {
      context.fatal("node " + context.name() + ": cannot be registered: " + reply.failure());
    } else {
      again(reply);
    }
  }

  private void forbidden(ApiReply posted, ApiReply got) {
    if (got.succeeded()) {
      takeOver();
    } else {
      context.fatal(
          "node " + context.name() + ": the credential may not register it: " + posted.failure());
    }
  }

  private void leaseSeen(ApiReply reply) {
    if (reply.status() == NOT_FOUND) {
      takeOver();
      return;
    }
    Optional<ObservedLease> lease = ObservedLease.ofAnswer(reply.body());
    if (!reply.succeeded() || lease.isEmpty()) {
      again(reply);
      return;
    }
    if (isFresh(lease.get().renewTime(), context.wallTime())) {
      String version = lease.get().resourceVersion();
      context.link().after(CLAIM_WAIT_NS, () -> checkAgain(version));
      waits.run();
    } else {
      takeOver();
    }
  }

  /** Tells whether a lease that was renewed at {@code renewTime} has not run out. */
  private static boolean isFresh(Instant renewTime, Instant now) {
    return Duration.between(renewTime, now).toSeconds() <= LeaseBodies.DURATION_SECONDS;
  }

  private void checkAgain(String version) {
    send(ApiRequest.get(Lease.path(context.name())), reply -> leaseSeenAgain(reply, version));
  }

  private void leaseSeenAgain(ApiReply reply, String version) {
    Optional<ObservedLease> lease = ObservedLease.ofAnswer(reply.body());
    if (reply.status() == NOT_FOUND) {
      takeOver();
    } else if (!reply.succeeded() || lease.isEmpty()) {
      again(reply);
    } else if (lease.get().resourceVersion().equals(version)) {
      takeOver();
    } else {
      context.fatal(
          "name: must not be that of another live kubelet, got "
              + context.name()
              + ", whose lease was renewed at "
              + UtcTime.apiMicro(lease.get().renewTime()));
    }
  }

  private void takeOver() {
    if (bare) {
      send(ApiRequest.get(ApiPath.node(context.name())), this::takenOver);
      return;
    }
    byte[] body =
        NodeBodies.takeOver(context.node(), context.bootId(), context.wallTime().getEpochSecond());
    ApiRequest request =
        ApiRequest.strategicMergePatch(ApiPath.node(context.name()) + "/status", body)
            .readingEveryBody();
    send(request, this::takenOver);
  }

  private void takenOver(ApiReply reply) {
    if (reply.succeeded()) {
      done(view(reply), true);
    } else {
      again(reply);
    }
  }

  private void again(ApiReply reply) {
    context.figures().failed("registration", reply, "node", context.name());
    context.link().after(backoffNs, this::begin);
    backoffNs = Math.min(2 * backoffNs, BACKOFF_MAX_NS);
  }

  private void send(ApiRequest request, Consumer<ApiReply> taker) {
    context.link().send(request, taker);
  }

  private void done(ObservedNode view, boolean takenOver) {
    ours = true;
    done.accept(new Registered(view, takenOver));
  }

  private static ObservedNode view(ApiReply reply) {
    return ObservedNode.ofAnswer(reply.body());
  }
}
