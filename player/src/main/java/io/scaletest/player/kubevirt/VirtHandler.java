package io.scaletest.player.kubevirt;

import static io.scaletest.wire.http.HttpStatus.CONFLICT;
import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;

import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.random.Distribution;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.player.actors.Actor;
import io.scaletest.player.actors.ActorContext;
import io.scaletest.player.actors.ActorListener.Due;
import io.scaletest.player.load.WatcherLog;
import io.scaletest.player.watch.ObjectWatch;
import io.scaletest.player.watch.WatchParts;
import io.scaletest.player.workload.Actors;
import io.scaletest.watching.heads.JsonHeads;
import io.scaletest.watching.heads.SharedHeads;
import io.scaletest.watching.loops.LoopLatencies;
import io.scaletest.watching.loops.LoopParts;
import io.scaletest.watching.loops.TimedWatchLoops;
import io.scaletest.watching.queue.RetryLimiter;
import io.scaletest.watching.reflector.Change;
import io.scaletest.watching.reflector.WatchTarget;
import io.scaletest.watching.steps.SerialMailbox;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.url.PercentEncoding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * virt-handler of every node: says that it is there, takes over the VMIs that virt-controller hands
 * to its node, and has their guests run and end, after times that are drawn.
 *
 * <p>Each node has its own watches, as the real ones have: of its VMIs, of those that migrate to
 * it, of its Node, and, if asked for, of all VMIs. What they decide by happens in one mailbox.
 *
 * <p><i>Source:</i> KubeVirt's {@code pkg/virt-handler}; what is left out is in
 * docs/player/kubevirt.md.
 */
public final class VirtHandler implements Actor {
  /** Its name in specifications, results and user agents. */
  public static final String NAME = "virt-handler";

  /** The label of nodes that have one. */
  public static final String SCHEDULABLE = "kubevirt.io/schedulable=true";

  /** The period of heartbeats has so many of its lengths more, at most, at random. */
  private static final double JITTER = 1.2;

  private final ActorContext context;
  private final List<String> nodes;
  private final Actors.Handler model;
  private final SerialMailbox mailbox;
  private final RetryLimiter retries;
  private final VmiEvents events;
  private final List<ObjectWatch> watches = new ArrayList<>();
  private final TimedWatchLoops allVmis;
  private final LoopLatencies latencies = LoopLatencies.create();
  private final ErrorCounts problems = new ErrorCounts();
  private final LongAdder conflicts = new LongAdder();

  /** By the VMIs' UIDs; touched by the mailbox's tasks only. */
  private final Map<String, Guest> guests = new HashMap<>();

  private volatile int guestCount;
  private volatile boolean closed;

  /** A VMI of one of the nodes. */
  private static final class Guest {
    private Vmi vmi;
    private boolean boots;
    private boolean stops;

    Guest(Vmi vmi) {
      this.vmi = vmi;
    }
  }

  /**
   * @param nodes names of the nodes that have one
   * @param model how guests and handlers behave
   */
  public VirtHandler(ActorContext context, List<String> nodes, Actors.Handler model) {
    this.context = context;
    this.nodes = List.copyOf(nodes);
    this.model = model;
    this.mailbox = new SerialMailbox(context.faults());
    this.retries = new RetryLimiter(context.clock().ticker());
    this.events = new VmiEvents(NAME, context);
    for (String node : nodes) {
      watch(Vmi.COLLECTION, label(Vmi.NODE_LABEL, node), this::vmiChanged);
      watch(
          Vmi.COLLECTION, label("kubevirt.io/migrationTargetNodeName", node), VirtHandler::ignore);
      watch("/api/v1/nodes", "fieldSelector=metadata.name%3D" + node, VirtHandler::ignore);
    }
    LoopParts parts =
        new LoopParts(
            context.watches().transport(),
            Vmi.COLLECTION,
            new SharedHeads(new JsonHeads()),
            new WatcherLog(problems),
            latencies,
            context.timers(),
            context.clock(),
            context.faults());
    this.allVmis =
        new TimedWatchLoops(parts, model.watchesAll() ? nodes.size() : 0, context.seed());
  }

  private static String label(String key, String value) {
    return "labelSelector=" + PercentEncoding.encoded(key + " in (" + value + ")");
  }

  private void watch(String path, String selector, ObjectWatch.Listener listener) {
    WatchParts parts = context.watches().seeded(3 + watches.size());
    watches.add(new ObjectWatch(parts, new WatchTarget(path, selector), listener));
  }

  /** What the real one keeps a copy of, and seldom looks at. */
  private static void ignore(Change.Type type, Map<String, Object> object, long readNs) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void start() {
    watches.forEach(ObjectWatch::start);
    allVmis.start(Duration.ZERO);
    SplittableRandom random = new SplittableRandom(context.seed());
    long nowNs = context.nowNs();
    for (String node : nodes) {
      SplittableRandom own = random.split();
      // As if they had been there for long: at any point of the usual period.
      long firstNs = nowNs + (long) (own.nextDouble() * model.heartbeatNs() * (1 + JITTER / 2));
      planHeartbeat(node, firstNs, own);
    }
  }

  @Override
  public String state() {
    return guestCount + " guests";
  }

  @Override
  public void close() {
    closed = true;
    watches.forEach(ObjectWatch::close);
    allVmis.stop();
    context.requests().close();
  }

  /** Returns how late changes of VMIs were heard of by the handlers that watch all of them. */
  public LoopLatencies latencies() {
    return latencies;
  }

  /** Returns what went wrong with these watches, by text. */
  public Map<String, Long> problems() {
    return problems.byFrequency();
  }

  /** Returns how many events of VMIs went to the handlers that watch all of them. */
  public long eventsOfAll() {
    return allVmis.objectEvents();
  }

  /** Returns how many writes met a newer version: answers 409. */
  public long conflicts() {
    return conflicts.sum();
  }

  private void planHeartbeat(String node, long dueNs, SplittableRandom random) {
    context
        .timers()
        .schedule(Math.max(0, dueNs - context.nowNs()), () -> heartbeat(node, dueNs, random));
  }

  private void heartbeat(String node, long dueNs, SplittableRandom random) {
    if (closed) {
      return;
    }
    byte[] body =
        JsonWriter.bytes(
            JsonTree.of(
                "metadata",
                JsonTree.of(
                    "labels",
                    JsonTree.of(
                        "kubevirt.io/schedulable",
                        "true",
                        "cpumanager",
                        "false",
                        "kubevirt.io/cpumanager",
                        "false"),
                    "annotations",
                    JsonTree.of("kubevirt.io/heartbeat", "\"" + context.now() + "\""))));
    context
        .requests()
        .send(
            Operation.PATCH,
            "nodes",
            Due.at(dueNs),
            ApiRequest.strategicMergePatch("/api/v1/nodes/" + node, body),
            reply -> {});
    long nextNs = dueNs + (long) (model.heartbeatNs() * (1 + JITTER * random.nextDouble()));
    planHeartbeat(node, nextNs, random);
  }

  private void vmiChanged(Change.Type type, Map<String, Object> object, long readNs) {
    mailbox.post(() -> changed(type, new Vmi(object), readNs));
  }

  private void changed(Change.Type type, Vmi vmi, long readNs) {
    if (type == Change.Type.DELETED) {
      guests.remove(vmi.uid());
      retries.forget(vmi.uid());
    } else {
      Guest guest = guests.computeIfAbsent(vmi.uid(), uid -> new Guest(vmi));
      guest.vmi = vmi;
      react(guest, readNs);
    }
    guestCount = guests.size();
  }

  private void react(Guest guest, long readNs) {
    Vmi vmi = guest.vmi;
    if (vmi.isFinal()) {
      return;
    }
    if (vmi.isDeleting() && !guest.stops) {
      guest.stops = true;
      plan(vmi.uid(), readNs + draw(model.shutdown(), vmi, 2), true);
    } else if (vmi.phase().equals("Scheduled") && !guest.boots) {
      guest.boots = true;
      plan(vmi.uid(), readNs + draw(model.boot(), vmi, 1), false);
    }
  }

  /** By the VMI's name, so that it does not depend on the order of events. */
  private long draw(Distribution distribution, Vmi vmi, int salt) {
    long seed = context.seed() * 31 + vmi.name().hashCode() * 0x9E3779B97F4A7C15L + salt;
    return (long) Math.min(distribution.draw(new SplittableRandom(seed)), Long.MAX_VALUE / 4.0);
  }

  private void plan(String uid, long dueNs, boolean ends) {
    context
        .timers()
        .schedule(
            Math.max(0, dueNs - context.nowNs()), () -> mailbox.post(() -> act(uid, dueNs, ends)));
  }

  /** Tells of a guest that runs, or of one that has ended. */
  private void act(String uid, long dueNs, boolean ends) {
    Guest guest = guests.get(uid);
    if (guest == null || closed || guest.vmi.isFinal()) {
      return;
    }
    Vmi vmi = guest.vmi;
    if (!ends && (guest.stops || !vmi.phase().equals("Scheduled"))) {
      return;
    }
    String now = context.now();
    Vmi.Change change =
        ends ? vmi.change().phase("Succeeded", now) : vmi.change().phase("Running", now).guest(now);
    context
        .requests()
        .send(
            Operation.UPDATE,
            Vmi.RESOURCE,
            Due.at(dueNs),
            change.put(context.stamp()),
            reply -> mailbox.post(() -> acted(vmi, ends, reply)));
  }

  private void acted(Vmi vmi, boolean ends, ApiReply reply) {
    if (reply.succeeded()) {
      retries.forget(vmi.uid());
      if (ends) {
        events.post(
            vmi, "Stopped", "The VirtualMachineInstance was shut down.", reply.answeredNs());
      } else {
        events.post(vmi, "Created", "VirtualMachineInstance defined.", reply.answeredNs());
        events.post(vmi, "Started", "VirtualMachineInstance started.", reply.answeredNs());
      }
    } else if (reply.status() != NOT_FOUND) {
      conflicts.add(reply.status() == CONFLICT ? 1 : 0);
      plan(vmi.uid(), reply.answeredNs() + retries.delayNs(vmi.uid()), ends);
    }
  }
}
