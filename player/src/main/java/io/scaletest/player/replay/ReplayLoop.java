package io.scaletest.player.replay;

import static io.scaletest.wire.http.HttpStatus.CREATED;
import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.pacing.Agenda;
import io.scaletest.common.pacing.Pacer;
import io.scaletest.driving.loop.DrivingLoop;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.player.load.HeldWatches;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.wire.json.JsonTree;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Replays requests as an open loop: each is due when the recording says, whatever the server makes
 * of those before. What uses the same object keeps its order ({@link AccessOrder}); what waits for
 * that is late by the server's doing. Ends with the recording, when all that was due is answered.
 */
final class ReplayLoop extends DrivingLoop {
  /** More than a request's own limit: whoever waits for an answer has one by then. */
  private static final long ANSWERS_LIMIT_NS = TimeUnit.SECONDS.toNanos(90);

  /** What a reader that is late, or a server that is, is looked after with. */
  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(1);

  /**
   * Requests that wait for their order or for their answer: a server that is so far behind is not
   * asked for more, and memory stays bounded.
   */
  static final int UNDER_WAY_MAX = 32_768;

  static final long UNDER_WAY_BYTES_MAX = 128L << 20;

  private final OpSource source;
  private final Requests requests;
  private final RunObjects made;
  private final HeldWatches watches;
  private final ReplayListener listener;
  private final long lengthNs;

  /** Those of which something was due. */
  @GuardedBy("copies")
  private final Set<Copy> copies = new HashSet<>();

  private final LongAdder carried = new LongAdder();
  private final LongAdder pauses = new LongAdder();
  private final LongAdder underWayBytes = new LongAdder();
  private final AtomicInteger watchNumber = new AtomicInteger();
  private long endNs = Long.MAX_VALUE;

  /** When the latest pause for too much under way ended. */
  private long resumedNs = Long.MIN_VALUE;

  private boolean paused;
  private volatile long lagNs;
  private volatile long positionNs;

  /** Ends of lifetimes, since the start. */
  @GuardedBy("deletes")
  private final Agenda deletes = new Agenda();

  @GuardedBy("deletes")
  private final Map<Long, ReplayOp> endings = new HashMap<>();

  @GuardedBy("deletes")
  private long lastEnding;

  @GuardedBy("watchEnds")
  private final Agenda watchEnds = new Agenda();

  @GuardedBy("watchEnds")
  private final Map<Long, HeldWatches.Held> ending = new HashMap<>();

  /**
   * @param source the requests, in order
   * @param made what is to be deleted at the end
   * @param watches opens them
   * @param lengthNs how long the replay is, from its start to the last end in the recording
   */
  ReplayLoop(
      OpSource source,
      Requests requests,
      RunObjects made,
      HeldWatches watches,
      ReplayListener listener,
      long lengthNs,
      ApiTransport transport,
      Ticker ticker,
      FaultHandler faults) {
    super("replay", transport, ticker, faults);
    this.source = source;
    this.requests = requests;
    this.made = made;
    this.watches = watches;
    this.listener = listener;
    this.lengthNs = lengthNs;
    state.countCarriedBy(carried::sum);
  }

  /** Returns how many requests were answered as they had been in the recording. */
  long carried() {
    return carried.sum();
  }

  /** Returns how many requests wait for another one's answer. */
  long held() {
    synchronized (copies) {
      return copies.stream().mapToLong(copy -> copy.order().waiting()).sum();
    }
  }

  /** Returns how many objects are there, as far as answers told. */
  long living() {
    synchronized (copies) {
      return copies.stream().mapToLong(copy -> copy.objects().count()).sum();
    }
  }

  /** Returns how often nothing was sent for a while since too much was under way. */
  long pauses() {
    return pauses.sum();
  }

  /** Returns by how much the next request is late. */
  long lagNs() {
    return lagNs;
  }

  /** Returns how far the replay is, since its start. */
  long positionNs() {
    return positionNs;
  }

  /** Has the loop look for what is due; for any thread. */
  void wake(long nowNs) {
    pacer.wakeBefore(nowNs);
  }

  @Override
  protected void begin() {
    state.begin();
  }

  @Override
  protected long sendDue(long nowNs) {
    while (true) {
      boolean full = isFull(nowNs);
      ReplayOp next = full ? null : source.peek();
      long opNs = next == null ? Long.MAX_VALUE : state.startNs() + next.dueNs;
      long deleteNs = firstDeleteNs();
      long watchNs = firstWatchEndNs();
      long dueNs = Math.min(opNs, Math.min(deleteNs, watchNs));
      lagNs = full ? lagNs : Math.max(0, nowNs - Math.min(opNs, nowNs));
      if (dueNs > nowNs) {
        positionNs = nowNs - state.startNs();
        if (next != null) {
          return dueNs;
        }
        return !full && source.ended() ? end(dueNs, nowNs) : Math.min(dueNs, nowNs + LOOK_NS);
      }
      if (dueNs == watchNs) {
        endFirstWatch();
      } else if (dueNs == deleteNs) {
        arrive(takeFirstDelete());
      } else {
        source.take();
        arrive(next);
      }
    }
  }

  /** Tells whether too much is under way, and notes when that is over. */
  private boolean isFull(long nowNs) {
    boolean full = state.inFlight() >= UNDER_WAY_MAX || underWayBytes.sum() >= UNDER_WAY_BYTES_MAX;
    if (full && !paused) {
      pauses.increment();
    }
    if (!full && paused) {
      resumedNs = nowNs;
    }
    paused = full;
    return full;
  }

  /** No further request is due: waits for the end of the recording, and for what is under way. */
  private long end(long dueNs, long nowNs) {
    long lastNs = state.startNs() + lengthNs;
    if (nowNs < lastNs) {
      return Math.min(dueNs, lastNs);
    }
    if (endNs == Long.MAX_VALUE) {
      endNs = nowNs;
      watches.end();
    }
    if (state.inFlight() == 0) {
      return Pacer.DONE;
    }
    if (nowNs >= endNs + ANSWERS_LIMIT_NS) {
      state.stop();
      return nowNs;
    }
    return endNs + ANSWERS_LIMIT_NS;
  }

  private void arrive(ReplayOp op) {
    op.intendedNs = state.startNs() + op.dueNs;
    op.freeNs = Math.max(op.intendedNs, resumedNs);
    positionNs = op.dueNs;
    state.arrive(op.intendedNs);
    listener.due(op);
    synchronized (copies) {
      copies.add(op.copy);
    }
    // Counted before it waits, so that the loop does not end without it.
    state.sent();
    underWayBytes.add(op.bytes);
    if (op.copy.order().admit(op, op.uses)) {
      send(op);
    }
  }

  private void send(ReplayOp op) {
    Optional<ApiRequest> request = requests.make(op);
    if (request.isEmpty()) {
      listener.dropped(op);
      leave(op);
      return;
    }
    noteMaking(op);
    listener.sending(op);
    if (op.operation == Operation.WATCH) {
      watch(op, request.get());
    } else {
      transport.send(request.get(), reply -> answered(op, reply));
    }
  }

  /** What is not in a namespace, or is one, is deleted at the end by itself. */
  private void noteMaking(ReplayOp op) {
    if (mayMakeRoot(op) && !op.key.name().isEmpty()) {
      noteRoot(op, op.copy.nameOfRoot(op.kind, op.key));
    }
  }

  private static boolean mayMakeRoot(ReplayOp op) {
    return op.changes()
        && op.isOfWhole()
        && op.copy.isRoot(op.kind, op.key)
        && (op.operation == Operation.CREATE || op.operation == Operation.APPLY);
  }

  private void noteRoot(ReplayOp op, String name) {
    op.number =
        made.add(op.key.resource(), op.kind.objectPath(op.copy.namespaceOf(op.kind, op.key), name));
    ledger.creating(op.number);
  }

  private void watch(ReplayOp op, ApiRequest request) {
    long number = watchNumber.incrementAndGet();
    HeldWatches.Held held =
        watches.open(
            request,
            new HeldWatches.Listener() {
              @Override
              public void answered(ApiReply reply) {
                ReplayLoop.this.answered(op, reply);
              }

              @Override
              public void ended(long openNs, long events, long nowNs) {
                listener.watchEnded(op, openNs, events, nowNs);
                synchronized (watchEnds) {
                  ending.remove(number);
                }
              }
            });
    long ns = requests.watchNs(op);
    if (ns != Long.MAX_VALUE) {
      synchronized (watchEnds) {
        // From when it should have begun: a watch that opens late ends on time.
        ending.put(number, held);
        watchEnds.add(op.intendedNs + ns, number);
      }
      pacer.wakeBefore(op.intendedNs + ns);
    }
  }

  private void answered(ReplayOp op, ApiReply reply) {
    try {
      note(op, reply);
      if (op.recorded.code() == 0 ? reply.succeeded() : reply.status() == op.recorded.code()) {
        carried.increment();
      }
      listener.completed(op, reply);
    } finally {
      leave(op);
    }
  }

  /** Lets go what waited for a request; what is not in flight must not be waited for. */
  private void leave(ReplayOp op) {
    try {
      long nowNs = ticker.nanos();
      for (ReplayOp next : op.copy.order().done(op)) {
        next.freeNs = Math.max(next.freeNs, nowNs);
        sendUnlessStopped(next);
      }
    } finally {
      underWayBytes.add(-op.bytes);
      if (state.answered() == 0 || paused) {
        pacer.wakeBefore(ticker.nanos());
      }
    }
  }

  /** What waited when the run was stopped is not sent any more. */
  private void sendUnlessStopped(ReplayOp op) {
    if (!state.stopped()) {
      send(op);
      return;
    }
    long nowNs = ticker.nanos();
    listener.sending(op);
    answered(op, ApiReply.unsent("the run was stopped before", nowNs, nowNs));
  }

  /** Takes what an answer tells of objects. */
  private void note(ReplayOp op, ApiReply reply) {
    if (op.recorded.dryRun()) {
      return;
    }
    switch (op.operation) {
      case CREATE, UPDATE, PATCH, APPLY -> noteWrite(op, reply);
      case DELETE -> noteDelete(op, reply);
      case DELETE_COLLECTION -> noteCollection(op, reply);
      case GET -> {
        if (reply.succeeded() && reply.body().length > 0) {
          op.copy.objects().seen(op.key, op.recorded.uid(), AnswerHead.of(reply.body()));
        }
      }
      case LIST -> {
        if (reply.succeeded() && reply.body().length > 0) {
          AnswerHead head = AnswerHead.of(reply.body());
          op.copy.versions().seen(head.version());
          if (!head.token().isEmpty()) {
            op.copy.pages().answered(op.recorded.list(), head.token());
          }
        }
      }
      default -> {
        // A watch's answer tells nothing.
      }
    }
  }

  private void noteWrite(ReplayOp op, ApiReply reply) {
    if (op.number != 0) {
      ledger.created(op.number, reply);
    }
    if (!reply.succeeded()) {
      forgetUnmade(op);
      return;
    }
    AnswerHead head = AnswerHead.of(reply.body());
    op.copy.versions().written(op.recorded.version(), head.version());
    if (op.key.name().isEmpty()) {
      if (mayMakeRoot(op) && !head.name().isEmpty()) {
        noteRoot(op, head.name()); // a name that nobody knew before
      }
      return;
    }
    if (!op.isOfWhole()) {
      if (!head.version().isEmpty() && isSameObject(op, head)) {
        op.copy.objects().seen(op.key, op.recorded.uid(), head);
      }
      return;
    }
    boolean makes = op.operation == Operation.CREATE || reply.status() == CREATED;
    if (!makes) {
      op.copy.objects().seen(op.key, op.recorded.uid(), head);
      if (op.number != 0) {
        // It was there, under the number that it was made with.
        ledger.deleted(op.number, reply);
        made.remove(op.number);
      }
      return;
    }
    String expected = op.copy.nameOf(op.key, op.kind.namespaced());
    String madeUp = head.name().isEmpty() || head.name().equals(expected) ? "" : head.name();
    op.copy.objects().made(op.key, op.recorded.uid(), madeUp, head, op.number);
    planDelete(op);
  }

  /** Some parts of objects, such as a scale, say its version; a binding is no part of it. */
  private static boolean isSameObject(ReplayOp op, AnswerHead head) {
    return head.name().equals(op.copy.nameOf(op.key, op.kind.namespaced()));
  }

  private void forgetUnmade(ReplayOp op) {
    if (op.number != 0 && !ledger.mayExist(op.number)) {
      made.remove(op.number);
    }
  }

  private void noteDelete(ReplayOp op, ApiReply reply) {
    if (!op.isOfWhole() || !(reply.succeeded() || reply.status() == NOT_FOUND)) {
      return;
    }
    AnswerHead head = AnswerHead.of(reply.body());
    if (reply.succeeded() && head.deleting()) {
      op.copy.objects().seen(op.key, op.recorded.uid(), head);
      op.copy.objects().leaves(op.key);
      return;
    }
    forget(op.copy.objects().gone(op.key), reply);
  }

  private void noteCollection(ReplayOp op, ApiReply reply) {
    if (!reply.succeeded() || !op.isOfWhole()) {
      return;
    }
    List<Long> numbers;
    if (Queries.hasSelector(op.recorded.query())) {
      Set<String> names = new HashSet<>();
      JsonTree.objects(JsonTree.object(reply.body()).orElse(Map.of()), "items")
          .forEach(item -> names.add(JsonTree.text(item, "metadata", "name")));
      numbers = op.copy.objects().collectionGone(op.key, names::contains);
    } else {
      numbers = op.copy.objects().collectionGone(op.key, name -> true);
    }
    numbers.forEach(number -> forget(number, reply));
  }

  private void forget(long number, ApiReply reply) {
    if (number != 0) {
      ledger.deleted(number, reply);
      made.remove(number);
    }
  }

  private void planDelete(ReplayOp op) {
    if (op.recorded.lifetimeNs() != TraceEntry.UNKNOWN) {
      endLife(op, op.dueNs + requests.scaled(op.recorded.lifetimeNs()));
    }
  }

  /**
   * Plans the delete of what a request made.
   *
   * @param atNs since the start; later than the replay's end it is left to the clean-up
   */
  void endLife(ReplayOp op, long atNs) {
    if (atNs > lengthNs || atNs < 0) {
      return;
    }
    ReplayOp delete = op.endOfLife(atNs);
    synchronized (deletes) {
      lastEnding++;
      endings.put(lastEnding, delete);
      deletes.add(atNs, lastEnding);
    }
    pacer.wakeBefore(state.startNs() + atNs);
  }

  private long firstDeleteNs() {
    synchronized (deletes) {
      return deletes.isEmpty() ? Long.MAX_VALUE : state.startNs() + deletes.firstDueNs();
    }
  }

  private ReplayOp takeFirstDelete() {
    synchronized (deletes) {
      return endings.remove(deletes.takeFirst());
    }
  }

  private long firstWatchEndNs() {
    synchronized (watchEnds) {
      return watchEnds.firstDueNs();
    }
  }

  private void endFirstWatch() {
    HeldWatches.Held held;
    synchronized (watchEnds) {
      held = ending.remove(watchEnds.takeFirst());
    }
    if (held != null) {
      held.end();
    }
  }
}
