package io.scaletest.hollownode.pod;

import io.scaletest.hollownode.json.ApiPath;
import io.scaletest.hollownode.loop.Alarm;
import io.scaletest.hollownode.podspec.PodSpec;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.wire.protobuf.MessageBody;
import io.scaletest.wire.protobuf.MetaShapes;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells the API server of one node's pods, one request after the other, as the status manager of
 * the kubelet does: what changed meanwhile is told together. Owned by its node's loop.
 */
final class PodTeller {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int INVALID = 422;

  private final PodHome home;
  private final Consumer<HeldPod> vanished;
  private final ArrayDeque<HeldPod> queue = new ArrayDeque<>(2);
  private final RequestBudget budget;
  private final Alarm budgetAlarm;
  private boolean busy;
  private boolean awaitsTurn;
  private boolean stopped;

  /**
   * @param vanished hears of a pod that the server does not have any more
   */
  PodTeller(PodHome home, Consumer<HeldPod> vanished) {
    this.home = home;
    this.vanished = vanished;
    PodHabits habits = home.habits();
    this.budget =
        new RequestBudget(habits.requestsPerSecond(), habits.burst(), home.loop().nowNs());
    this.budgetAlarm = home.loop().alarm(nowNs -> pump());
  }

  /** Sends nothing any more. */
  void stop() {
    stopped = true;
    budgetAlarm.cancel();
    home.figures().statusQueue.add(-queue.size());
    queue.clear();
  }

  /** There is something to tell of {@code pod}. */
  void changed(HeldPod pod, long nowNs) {
    if (!stopped && !pod.removed && !pod.queued) {
      if (pod.changedNs == 0) {
        pod.changedNs = nowNs;
      }
      pod.queued = true;
      home.figures().statusQueue.increment();
      queue.add(pod);
    }
    pump();
  }

  private void pump() {
    while (!stopped && !busy && !queue.isEmpty()) {
      HeldPod pod = queue.peek();
      PodStatus status = pod.run.status();
      boolean patch = !pod.removed && !PodPatch.isEmpty(pod.told, status);
      boolean delete = !pod.removed && !patch && pod.run.isDeletable() && !pod.deleteSent;
      if (patch || delete) {
        int requests = home.habits().readsFirst() ? 2 : 1;
        long nowNs = home.loop().nowNs();
        long waitNs = budget.waitNs(requests, nowNs);
        if (waitNs > 0) {
          budgetAlarm.set(nowNs + waitNs);
          return;
        }
        if (!hasTurn()) {
          return;
        }
        budget.take(requests);
      }
      queue.poll();
      pod.queued = false;
      home.figures().statusQueue.decrement();
      if (patch) {
        busy = true;
        long changedNs = pod.changedNs;
        pod.changedNs = 0;
        read(
            pod,
            "pod status",
            () -> patch(pod, status, changedNs),
            () -> tellLater(pod, changedNs));
      } else if (delete) {
        busy = true;
        pod.deleteSent = true;
        read(pod, "pod delete", () -> delete(pod), () -> pod.deleteSent = false);
      } else {
        pod.changedNs = 0;
      }
    }
  }

  /** Takes a place among the requests of all nodes, or waits in line for one. */
  private boolean hasTurn() {
    if (awaitsTurn) {
      return false;
    }
    awaitsTurn = !home.requests().take(this::myTurn);
    return !awaitsTurn;
  }

  private void myTurn() {
    awaitsTurn = false;
    pump();
  }

  /**
   * Reads the pod first where kubelets do; goes on with {@code then} if it was read.
   *
   * @param what the reading is for
   * @param unread called where it was not, and nothing says that the pod is not there: a kubelet
   *     writes nothing then
   */
  private void read(HeldPod pod, String what, Runnable then, Runnable unread) {
    if (!home.habits().readsFirst()) {
      then.run();
      return;
    }
    PodSpec spec = pod.run.spec();
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
          if (stopped) {
            done();
          } else if (reply.status() == NOT_FOUND) {
            done();
            vanished.accept(pod);
          } else if (reply.succeeded()) {
            then.run();
          } else {
            done();
            failed(what, reply, pod);
            unread.run();
            pump();
          }
        });
  }

  private void patch(HeldPod pod, PodStatus status, long changedNs) {
    PodSpec spec = pod.run.spec();
    ApiRequest request =
        ApiRequest.strategicMergePatch(
            ApiPath.pod(spec.namespace(), spec.name()) + "/status",
            PodPatch.of(spec, pod.told, status, home.hostIps()));
    send(request, reply -> patched(pod, status, changedNs, reply));
  }

  private void send(ApiRequest request, Consumer<ApiReply> taker) {
    home.client().send(request, home.loop().onReply(taker));
  }

  private void patched(HeldPod pod, PodStatus status, long changedNs, ApiReply reply) {
    done();
    if (reply.succeeded()) {
      boolean creatingTold = pod.told.conditions().isPresent(PodConditions.SANDBOX);
      pod.told = status.told();
      pod.toldNs = reply.answeredNs();
      home.figures().podPatch.record(reply.answeredNs() - reply.queuedNs());
      if (changedNs != 0) {
        home.figures().podStatus.record(Math.max(0, reply.answeredNs() - changedNs));
      }
      if (!pod.runningTold && !pod.adopted && status.phase() == PodPhase.RUNNING) {
        pod.runningTold = true;
        home.figures().podStart.record(Math.max(0, reply.answeredNs() - pod.seenNs));
        if (!creatingTold) {
          home.figures().podStartsInOnePatch.increment();
        }
      }
      changed(pod, home.loop().nowNs()); // for what changed meanwhile, or the delete
      return;
    }
    if (isGone(reply)) {
      vanished.accept(pod); // somebody deleted it meanwhile: no failure
    } else {
      failed("pod status", reply, pod);
      if (reply.status() == INVALID) {
        pod.told = status.told(); // the server will never take it
      } else {
        tellLater(pod, changedNs);
      }
    }
    pump();
  }

  /** It is told by the next look at all pods; late since the change, not since that look. */
  private static void tellLater(HeldPod pod, long changedNs) {
    if (changedNs != 0) {
      pod.changedNs = changedNs;
    }
  }

  private void delete(HeldPod pod) {
    PodSpec spec = pod.run.spec();
    MessageBody body = MessageBody.of("v1", "DeleteOptions", MetaShapes.DELETE_OPTIONS);
    body.put("gracePeriodSeconds", 0).object("preconditions").put("uid", spec.uid());
    ApiRequest request =
        ApiRequest.protobuf("DELETE", ApiPath.pod(spec.namespace(), spec.name()), body.bytes());
    send(request, reply -> deleted(pod, reply));
  }

  private void deleted(HeldPod pod, ApiReply reply) {
    done();
    if (reply.status() == NOT_FOUND || reply.status() == CONFLICT) {
      vanished.accept(pod);
    } else if (!reply.succeeded()) {
      failed("pod delete", reply, pod);
      pod.deleteSent = false;
    }
    pump();
  }

  /** Tells whether the pod is not there any more, or another one has its name. */
  private static boolean isGone(ApiReply reply) {
    return reply.status() == NOT_FOUND
        || reply.status() == CONFLICT && reply.failure().contains("UID in precondition")
        || reply.status() == INVALID && reply.failure().contains("metadata.uid");
  }

  private void failed(String what, ApiReply reply, HeldPod pod) {
    PodSpec spec = pod.run.spec();
    home.figures()
        .failed(
            what, reply, "pod", spec.name(), "namespace", spec.namespace(), "node", home.node());
  }

  private void done() {
    busy = false;
    home.requests().release();
  }
}
