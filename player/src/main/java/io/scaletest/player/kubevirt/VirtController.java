package io.scaletest.player.kubevirt;

import static io.scaletest.wire.http.HttpStatus.CONFLICT;
import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;
import static io.scaletest.wire.http.HttpStatus.UNPROCESSABLE;

import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.operation.Operation;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.player.actors.Actor;
import io.scaletest.player.actors.ActorContext;
import io.scaletest.player.actors.ActorListener.Due;
import io.scaletest.player.actors.KeyQueue;
import io.scaletest.player.watch.ObjectWatch;
import io.scaletest.watching.object.ObjectState;
import io.scaletest.watching.queue.RetryLimiter;
import io.scaletest.watching.reflector.Change;
import io.scaletest.watching.reflector.WatchTarget;
import io.scaletest.watching.steps.SerialMailbox;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * virt-controller: makes the pod of each VMI, follows what becomes of it in the VMI's status, hands
 * the VMI over to its node, and takes everything away again.
 *
 * <p>One watch of VMIs, one of pods, a queue of VMIs, workers that are no threads. Everything
 * happens in one mailbox, one thing after the other, on event loops; a worker is busy until what it
 * sent is answered. Each pass does what the state of its VMI asks for, as far as the watches tell;
 * a pass that fails is made again with client-go's delays.
 *
 * <p><i>Source:</i> KubeVirt's {@code pkg/virt-controller/watch/vmi}; what is left out is in
 * docs/player/kubevirt.md.
 */
public final class VirtController implements Actor {
  /** Its name in specifications, results and user agents. */
  public static final String NAME = "virt-controller";

  private static final String STRATEGIC_PATCH_OF_STATUS = "pods-status";
  private static final String PODS_OF_VMIS = "kubevirt.io=virt-launcher";
  private static final String NOT_READY = "ContainersNotReady";

  private final ActorContext context;
  private final long shutdownNs;
  private final Map<String, Object> podBody = LauncherPod.common();
  private final SerialMailbox mailbox;
  private final KeyQueue queue;
  private final RetryLimiter retries;
  private final VmiEvents events;
  private final ObjectWatch vmiWatch;
  private final ObjectWatch podWatch;

  /** By the VMIs' UIDs. Touched by the mailbox's tasks only, as all that is in it. */
  private final Map<String, Known> known = new HashMap<>();

  private final Map<String, String> vmiOfPod = new HashMap<>();

  private final LatencySeries queueWait = new LatencySeries("virt-controller.queueWait");
  private final LongAdder conflicts = new LongAdder();
  private final LongAdder passes = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private boolean working;
  private volatile int depth;
  private volatile int depthMax;
  private volatile boolean closed;

  /** What is known of one VMI. */
  private static final class Known {
    /** Null before it was seen: its pod was first. */
    private Vmi vmi;

    private final Map<String, LauncherPod> pods = new LinkedHashMap<>();

    /** Whether a pod was made that has not been seen yet. */
    private boolean podExpected;

    /** The pods that were unpaused, labelled and deleted last: not seen as such at once. */
    private String unpaused = "";

    private String labelled = "";

    private String deleted = "";

    /** The version that was written last; what is older is not acted on. */
    private long writtenVersion = ObjectState.NO_VERSION;

    boolean isUpToDate() {
      return vmi != null && ObjectState.version(vmi.resourceVersion()) >= writtenVersion;
    }

    Optional<LauncherPod> pod() {
      return pods.values().stream().findFirst();
    }
  }

  /**
   * @param workers how many VMIs are worked on at a time
   * @param shutdownNs how long guests take to shut down, so that their pods last as long
   */
  public VirtController(ActorContext context, int workers, long shutdownNs) {
    this.context = context;
    this.shutdownNs = shutdownNs;
    this.mailbox = new SerialMailbox(context.faults());
    this.queue = new KeyQueue(workers);
    this.retries = new RetryLimiter(context.clock().ticker());
    this.events = new VmiEvents(NAME, context);
    this.vmiWatch =
        new ObjectWatch(
            context.watches().seeded(1),
            new WatchTarget(Vmi.COLLECTION, context.selector("")),
            (type, object, readNs) -> mailbox.post(() -> vmiChanged(type, object, readNs)));
    this.podWatch =
        new ObjectWatch(
            context.watches().seeded(2),
            new WatchTarget("/api/v1/pods", context.selector(PODS_OF_VMIS)),
            (type, object, readNs) -> mailbox.post(() -> podChanged(type, object, readNs)));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void start() {
    vmiWatch.start();
    podWatch.start();
  }

  @Override
  public String state() {
    return depth + " in the queue";
  }

  @Override
  public void close() {
    closed = true;
    vmiWatch.close();
    podWatch.close();
    context.requests().close();
  }

  /** Returns how long VMIs waited for a worker. */
  public LatencySeries queueWait() {
    return queueWait;
  }

  /** Returns the most VMIs that ever waited. */
  public int depthMax() {
    return depthMax;
  }

  /** Returns how many writes met a newer version: answers 409 and 422. */
  public long conflicts() {
    return conflicts.sum();
  }

  /** Returns how many passes there were. */
  public long passes() {
    return passes.sum();
  }

  /** Returns how many of them are to be made again. */
  public long retries() {
    return retried.sum();
  }

  private void vmiChanged(Change.Type type, Map<String, Object> object, long readNs) {
    Vmi vmi = new Vmi(object);
    if (type == Change.Type.DELETED) {
      Known gone = known.get(vmi.uid());
      if (gone != null) {
        gone.vmi = null;
        forgetEmpty(vmi.uid(), gone);
      }
      retries.forget(vmi.uid());
      return;
    }
    known.computeIfAbsent(vmi.uid(), uid -> new Known()).vmi = vmi;
    enqueue(vmi.uid(), readNs);
  }

  private void podChanged(Change.Type type, Map<String, Object> object, long readNs) {
    LauncherPod pod = new LauncherPod(object);
    if (type == Change.Type.DELETED) {
      String uid = vmiOfPod.remove(pod.uid());
      Known of = uid == null ? null : known.get(uid);
      if (of != null) {
        of.pods.remove(pod.uid());
        enqueue(uid, readNs);
        forgetEmpty(uid, of);
      }
      return;
    }
    vmiOfPod.put(pod.uid(), pod.vmiUid());
    Known of = known.computeIfAbsent(pod.vmiUid(), uid -> new Known());
    of.pods.put(pod.uid(), pod);
    of.podExpected = false;
    enqueue(pod.vmiUid(), readNs);
  }

  private void forgetEmpty(String uid, Known of) {
    if (of.vmi == null && of.pods.isEmpty()) {
      known.remove(uid);
    }
  }

  private void enqueue(String uid, long causeNs) {
    queue.add(uid, causeNs);
    work();
  }

  /** Gives idle workers what waits. Passes that send nothing end within, and lead here again. */
  private void work() {
    if (working) {
      return;
    }
    working = true;
    try {
      Optional<KeyQueue.Item> next = queue.take();
      while (next.isPresent() && !closed) {
        begin(next.get());
        next = queue.take();
      }
    } finally {
      working = false;
    }
    depth = queue.depth();
    depthMax = queue.depthMax();
  }

  private void begin(KeyQueue.Item item) {
    queueWait.record(item.due().freeNs() - item.due().intendedNs());
    passes.increment();
    Known of = known.get(item.key());
    if (of == null || !of.isUpToDate()) {
      // Gone, or what it wrote last has not come back yet: that brings it here again.
      queue.done(item.key(), item.due().freeNs());
    } else {
      new Pass(item, of).run();
    }
  }

  /** One look at one VMI, with the requests that it leads to, one after the other. */
  private final class Pass {
    private final KeyQueue.Item item;
    private final Known of;
    private final Vmi vmi;
    private Due due;

    Pass(KeyQueue.Item item, Known of) {
      this.item = item;
      this.of = of;
      this.vmi = of.vmi;
      this.due = item.due();
    }

    void run() {
      if (vmi.isDeleting()) {
        takeAway();
      } else if (!vmi.isObserved()) {
        put(vmi.change().observed(), this::succeeded);
      } else if (!vmi.isFinal()) {
        bringUp();
      } else {
        succeeded();
      }
    }

    private void bringUp() {
      Optional<LauncherPod> pod = of.pod();
      if (pod.isEmpty()) {
        if (of.podExpected) {
          succeeded();
        } else if (vmi.phase().equals("Pending")) {
          makePod();
        } else {
          put(vmi.change().phase("Failed", context.now()), this::succeeded);
        }
      } else if (pod.get().hasEnded()) {
        put(vmi.change().phase("Failed", context.now()), this::succeeded);
      } else {
        follow(pod.get());
      }
    }

    private void follow(LauncherPod pod) {
      switch (vmi.phase()) {
        case "Pending" -> {
          if (pod.isUnpaused() || of.unpaused.equals(pod.uid())) {
            put(scheduling(), this::succeeded);
          } else {
            unpause(pod);
          }
        }
        case "Scheduling" -> {
          if (pod.isUp()) {
            put(scheduled(pod), () -> labelPod(pod));
          } else if (!vmi.noted(pod.uid()).equals(Optional.of(pod.nodeName()))) {
            put(vmi.change().pod(pod.uid(), pod.nodeName(), pod.qosClass()), this::succeeded);
          } else {
            succeeded();
          }
        }
        default -> {
          if (!pod.isLabelled() && !of.labelled.equals(pod.uid())) {
            labelPod(pod);
          } else if (vmi.phase().equals("Running") && !vmi.ready().equals(wanted(pod))) {
            patchReady(pod.ready(), pod.ready().equals("True") ? "" : NOT_READY);
          } else {
            succeeded();
          }
        }
      }
    }

    /** Of a guest that runs the pod's condition counts. */
    private String wanted(LauncherPod pod) {
      return pod.ready().equals("True") ? "True" : pod.ready() + " " + NOT_READY;
    }

    private Vmi.Change scheduling() {
      return vmi.change()
          .phase("Scheduling", context.now())
          .ready("False", "GuestNotRunning", context.now());
    }

    private Vmi.Change scheduled(LauncherPod pod) {
      return vmi.change()
          .pod(pod.uid(), pod.nodeName(), pod.qosClass())
          .phase("Scheduled", context.now())
          .node(pod.nodeName(), "v1.6.0");
    }

    private void makePod() {
      of.podExpected = true;
      String path = "/api/v1/namespaces/" + vmi.namespace() + "/pods";
      byte[] body = LauncherPod.body(podBody, vmi, context.runId(), shutdownNs);
      send(
          Operation.CREATE,
          LauncherPod.RESOURCE,
          ApiRequest.json("POST", path, body).readingEveryBody(),
          reply -> {
            if (!reply.succeeded()) {
              of.podExpected = false;
              failed(reply);
              return;
            }
            LauncherPod pod = new LauncherPod(JsonTree.object(reply.body()).orElse(Map.of()));
            events.post(vmi, "SuccessfulCreate", "Created virtual machine pod", reply.answeredNs());
            unpause(pod);
          });
    }

    /** The readiness gate of the pod: nobody paused the guest. */
    private void unpause(LauncherPod pod) {
      byte[] body =
          JsonWriter.bytes(
              JsonTree.of(
                  "status",
                  JsonTree.of(
                      "conditions",
                      List.of(
                          JsonTree.of(
                              "type",
                              LauncherPod.UNPAUSED,
                              "status",
                              "True",
                              "lastTransitionTime",
                              context.now())))));
      send(
          Operation.PATCH,
          STRATEGIC_PATCH_OF_STATUS,
          ApiRequest.strategicMergePatch(pod.path() + "/status", body),
          reply -> {
            if (reply.succeeded()) {
              of.unpaused = pod.uid();
              put(scheduling(), this::succeeded);
            } else {
              failed(reply);
            }
          });
    }

    private void labelPod(LauncherPod pod) {
      byte[] body =
          JsonWriter.bytes(
              List.of(
                  JsonTree.of(
                      "op",
                      "add",
                      "path",
                      "/metadata/labels/" + Vmi.NODE_LABEL.replace("/", "~1"),
                      "value",
                      pod.nodeName())));
      send(
          Operation.PATCH,
          LauncherPod.RESOURCE,
          ApiRequest.jsonPatch(pod.path(), body),
          reply -> {
            of.labelled = reply.succeeded() ? pod.uid() : of.labelled;
            endedBy(reply);
          });
    }

    private void patchReady(String status, String reason) {
      byte[] body = vmi.readyPatch(status, reason, context.now());
      send(
          Operation.PATCH,
          Vmi.RESOURCE,
          ApiRequest.jsonPatch(vmi.path(), body).readingEveryBody(),
          reply -> {
            noteVersion(reply);
            conflicts.add(reply.status() == UNPROCESSABLE ? 1 : 0);
            endedBy(reply);
          });
    }

    private void takeAway() {
      Optional<LauncherPod> pod = of.pod();
      boolean leaves =
          pod.isPresent() && (pod.get().isDeleting() || of.deleted.equals(pod.get().uid()));
      if (pod.isPresent() && !leaves) {
        deletePod(pod.get());
      } else if (leaves && pod.get().isDeleting() && !vmi.isFinal() && !isTerminating()) {
        if (vmi.isHandedOver()) {
          patchReady("False", "PodTerminating");
        } else {
          put(vmi.change().ready("False", "PodTerminating", context.now()), this::succeeded);
        }
      } else if (pod.isEmpty() && !of.podExpected && vmi.hasFinalizer() && mayGo()) {
        put(vmi.change().withoutFinalizers(), this::succeeded);
      } else {
        succeeded();
      }
    }

    private boolean isTerminating() {
      return vmi.ready().equals("False PodTerminating");
    }

    /** What was handed over to a node is the node's until it says that the guest has ended. */
    private boolean mayGo() {
      return vmi.isFinal() || !vmi.isHandedOver();
    }

    private void deletePod(LauncherPod pod) {
      byte[] options =
          JsonWriter.bytes(
              JsonTree.of(
                  "apiVersion",
                  "v1",
                  "kind",
                  "DeleteOptions",
                  "preconditions",
                  JsonTree.of("uid", pod.uid())));
      send(
          Operation.DELETE,
          LauncherPod.RESOURCE,
          ApiRequest.json("DELETE", pod.path(), options),
          reply -> {
            if (reply.succeeded()) {
              of.deleted = pod.uid();
              events.post(
                  vmi, "SuccessfulDelete", "Deleted virtual machine pod", reply.answeredNs());
            }
            endedBy(reply);
          });
    }

    private void put(Vmi.Change change, Runnable next) {
      send(
          Operation.UPDATE,
          Vmi.RESOURCE,
          change.put(context.stamp()),
          reply -> {
            noteVersion(reply);
            conflicts.add(reply.status() == CONFLICT ? 1 : 0);
            if (reply.succeeded()) {
              next.run();
            } else {
              endedBy(reply);
            }
          });
    }

    private void noteVersion(ApiReply reply) {
      if (reply.succeeded()) {
        JsonTree.object(reply.body())
            .map(tree -> JsonTree.text(tree, "metadata", "resourceVersion"))
            .ifPresent(
                version ->
                    of.writtenVersion = Math.max(of.writtenVersion, ObjectState.version(version)));
      }
    }

    /** Sends one request of the pass; the next is due when this one is answered. */
    private void send(
        Operation operation, String resource, ApiRequest request, Consumer<ApiReply> next) {
      context
          .requests()
          .send(
              operation,
              resource,
              due,
              request,
              reply ->
                  mailbox.post(
                      () -> {
                        due = Due.at(reply.answeredNs());
                        next.accept(reply);
                      }));
    }

    private void endedBy(ApiReply reply) {
      if (reply.succeeded() || reply.status() == NOT_FOUND) {
        succeeded();
      } else {
        failed(reply);
      }
    }

    private void succeeded() {
      retries.forget(item.key());
      finish();
    }

    private void failed(ApiReply reply) {
      retried.increment();
      long delayNs = retries.delayNs(item.key());
      long againNs = reply.answeredNs() + delayNs;
      context.timers().schedule(delayNs, () -> mailbox.post(() -> enqueue(item.key(), againNs)));
      finish();
    }

    private void finish() {
      // A pass that sent nothing has kept its worker for no time.
      queue.done(item.key(), Math.max(due.intendedNs(), due.freeNs()));
      forgetEmpty(item.key(), of);
      work();
    }
  }
}
