package io.scaletest.hollownode.pod;

import static io.scaletest.wire.http.HttpStatus.CONFLICT;
import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;
import static io.scaletest.wire.http.HttpStatus.UNPROCESSABLE;

import io.scaletest.hollownode.node.Alarm;
import io.scaletest.hollownode.node.ApiPath;
import io.scaletest.hollownode.node.KubeletSettings;
import io.scaletest.hollownode.node.NodeContext;
import io.scaletest.hollownode.node.NodePart;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.protobuf.MessageBody;
import io.scaletest.wire.protobuf.MetaShapes;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The kubelet's status manager: sends the status patches and the final deletes of one node's pods,
 * one request after the other; what changes while one is in flight goes into the next. For the
 * thread that holds the loop's lock; never blocks.
 */
final class StatusManager implements NodePart {

  private final NodeContext context;
  private final Consumer<ManagedPod> deletedByOthers;
  private final ArrayDeque<ManagedPod> queue = new ArrayDeque<>(2);
  private final TokenBucket budget;
  private final Alarm budgetAlarm;
  private boolean inFlight;
  private boolean awaitsPermit;

  /** Whether one of the requests about pods that all nodes may have in flight is this node's. */
  private boolean hasPermit;

  /** Puts right what was under way for a request whose reply is never heard. */
  private Runnable undo = () -> {};

  /**
   * @param deletedByOthers hears of a pod that the server does not have any more
   */
  StatusManager(NodeContext context, Consumer<ManagedPod> deletedByOthers) {
    this.context = context;
    this.deletedByOthers = deletedByOthers;
    KubeletSettings settings = context.settings();
    this.budget =
        new TokenBucket(settings.requestsPerSecond(), settings.burst(), context.loop().nowNs());
    this.budgetAlarm = context.loop().alarm(nowNs -> sendNext());
  }

  @Override
  public void start() {
    sendNext();
  }

  /** What is under way is the server's no more, so others may send. */
  @Override
  public void pause() {
    budgetAlarm.cancel();
    returnPermitSoon();
  }

  @Override
  public void resume() {
    sendNext();
  }

  @Override
  public void stop() {
    budgetAlarm.cancel();
    returnPermitSoon();
    if (inFlight) {
      inFlight = false;
      undo.run();
    }
    context.figures().statusQueue.add(-queue.size());
    queue.forEach(pod -> pod.setQueued(false));
    queue.clear();
  }

  /** The status of {@code pod} may have changed. */
  void changed(ManagedPod pod, long nowNs) {
    if (!context.link().isStopped() && !pod.isRemoved() && !pod.isQueued()) {
      pod.markChanged(nowNs);
      pod.setQueued(true);
      context.figures().statusQueue.increment();
      queue.add(pod);
    }
    sendNext();
  }

  /** Tells whether everything that was to be reported has been. */
  boolean isIdle() {
    return queue.isEmpty() && !inFlight;
  }

  private void sendNext() {
    while (context.link().isUp() && !inFlight && !queue.isEmpty()) {
      ManagedPod pod = queue.peek();
      PodStatus status = pod.run().status();
      boolean patch = !pod.isRemoved() && !PodPatch.isEmpty(pod.reported(), status);
      boolean delete = !pod.isRemoved() && !patch && pod.run().isDeletable() && !pod.isDeleteSent();
      if (patch || delete) {
        int requests = context.settings().reads() ? 2 : 1;
        long nowNs = context.loop().nowNs();
        long waitNs = budget.waitNs(requests, nowNs);
        if (waitNs > 0) {
          budgetAlarm.set(nowNs + waitNs);
          return;
        }
        if (!takePermit()) {
          return;
        }
        budget.take(requests);
      }
      queue.poll();
      pod.setQueued(false);
      context.figures().statusQueue.decrement();
      if (patch) {
        inFlight = true;
        long changedNs = pod.takeChanged();
        undo = () -> pod.restoreChanged(changedNs);
        read(pod, "pod status", () -> patch(pod, status, changedNs));
      } else if (delete) {
        inFlight = true;
        pod.setDeleteSent(true);
        undo = () -> pod.setDeleteSent(false);
        read(pod, "pod delete", () -> delete(pod));
      } else {
        pod.takeChanged();
      }
    }
  }

  /**
   * Takes a permit for a request about pods, of which all nodes have a number, or queues for one.
   */
  private boolean takePermit() {
    if (awaitsPermit) {
      return false;
    }
    hasPermit = context.podRequests().take(this::permitFree);
    awaitsPermit = !hasPermit;
    return hasPermit;
  }

  /** Not at once: a node that is about to fail, too, is not to send anything before it does. */
  private void returnPermitSoon() {
    if (hasPermit) {
      hasPermit = false;
      context.loop().schedule(0, () -> context.podRequests().release());
    }
  }

  private void returnPermit() {
    if (hasPermit) {
      hasPermit = false;
      context.podRequests().release();
    }
  }

  private void permitFree() {
    awaitsPermit = false;
    sendNext();
  }

  /**
   * Reads the pod first where kubelets do; goes on with {@code then} if it was read. Where it was
   * not, and nothing says that the pod is not there, a kubelet writes nothing.
   *
   * @param what the reading is for
   */
  private void read(ManagedPod pod, String what, Runnable then) {
    if (!context.settings().reads()) {
      then.run();
      return;
    }
    PodSpec spec = pod.spec();
    ApiRequest get =
        new ApiRequest(
            "GET",
            ApiPath.pod(spec.namespace(), spec.name()),
            "",
            new byte[0],
            ApiRequest.BodyUse.ON_ERROR,
            Optional.empty());
    send(
        get,
        reply -> {
          if (reply.status() == NOT_FOUND) {
            done();
            deletedByOthers.accept(pod);
          } else if (reply.succeeded()) {
            then.run();
          } else {
            done();
            failed(what, reply, pod);
            undo.run();
            sendNext();
          }
        });
  }

  private void patch(ManagedPod pod, PodStatus status, long changedNs) {
    PodSpec spec = pod.spec();
    ApiRequest request =
        ApiRequest.strategicMergePatch(
            ApiPath.pod(spec.namespace(), spec.name()) + "/status",
            PodPatch.of(spec, pod.reported(), status, context.node().internalIps()));
    send(request, reply -> patched(pod, status, changedNs, reply));
  }

  private void send(ApiRequest request, Consumer<ApiReply> taker) {
    context.link().send(request, taker);
  }

  private void patched(ManagedPod pod, PodStatus status, long changedNs, ApiReply reply) {
    done();
    if (reply.succeeded()) {
      boolean creatingReported = pod.reported().conditions().isPresent(PodConditions.SANDBOX);
      pod.setReported(status, reply.answeredNs());
      context.figures().podPatch.record(reply.answeredNs() - reply.queuedNs());
      if (changedNs != 0) {
        context.figures().podStatus.record(Math.max(0, reply.answeredNs() - changedNs));
      }
      if (pod.firstReportsRunning(status)) {
        context.figures().podStart.record(Math.max(0, reply.answeredNs() - pod.seenNs()));
        if (!creatingReported) {
          context.figures().podStartsInOnePatch.increment();
        }
      }
      changed(pod, context.loop().nowNs()); // for what changed meanwhile, or the delete
      return;
    }
    if (isDeleted(reply)) {
      deletedByOthers.accept(pod); // somebody deleted it meanwhile: no failure
    } else {
      failed("pod status", reply, pod);
      if (reply.status() == UNPROCESSABLE) {
        pod.skip(status);
      } else {
        undo.run();
      }
    }
    sendNext();
  }

  private void delete(ManagedPod pod) {
    PodSpec spec = pod.spec();
    MessageBody body = MessageBody.of("v1", "DeleteOptions", MetaShapes.DELETE_OPTIONS);
    body.put("gracePeriodSeconds", 0).object("preconditions").put("uid", spec.uid());
    ApiRequest request =
        ApiRequest.protobuf("DELETE", ApiPath.pod(spec.namespace(), spec.name()), body.bytes());
    send(request, reply -> deleted(pod, reply));
  }

  private void deleted(ManagedPod pod, ApiReply reply) {
    done();
    if (reply.status() == NOT_FOUND || reply.status() == CONFLICT) {
      deletedByOthers.accept(pod);
    } else if (!reply.succeeded()) {
      failed("pod delete", reply, pod);
      undo.run();
    }
    sendNext();
  }

  /** Tells whether the pod is not there any more, or another one has its name. */
  private static boolean isDeleted(ApiReply reply) {
    return reply.status() == NOT_FOUND
        || reply.status() == CONFLICT && reply.failure().contains("UID in precondition")
        || reply.status() == UNPROCESSABLE && reply.failure().contains("metadata.uid");
  }

  private void failed(String what, ApiReply reply, ManagedPod pod) {
    PodSpec spec = pod.spec();
    context
        .figures()
        .failed(
            what, reply, "pod", spec.name(), "namespace", spec.namespace(), "node", context.name());
  }

  private void done() {
    inFlight = false;
    returnPermit();
  }
}
