package io.scaletest.player.replay;

import static io.scaletest.wire.http.HttpStatus.CONFLICT;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.operation.Operation;
import io.scaletest.driving.loop.DrivingLoop;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.player.run.PlayerExit;
import io.scaletest.player.trace.PatchType;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader;
import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Makes what is to be there before a replay: namespaces first, then objects of the cluster, then
 * those in namespaces, each behind its owners; as fast as {@value #AT_ONCE} requests at a time are.
 * For one thread, which it blocks, bounded by the transport's timeouts; figures are for any thread.
 */
final class InitialState {
  private static final int AT_ONCE = 64;

  /** Owners of owners: a Pod's ReplicaSet's Deployment, and one of it. */
  private static final int PASSES = 4;

  private static final int REASONS_MAX = 5;
  private static final Optional<Whole> NO_BODY = Optional.empty();

  private final Parts parts;
  private final long count;
  private Collection<NeededObject> needed;
  private final AtomicLong made = new AtomicLong();
  private final AtomicLong minimal = new AtomicLong();
  private final AtomicLong unknown = new AtomicLong();
  private final Map<String, Long> reasons = new TreeMap<>();
  private final AtomicReference<String> failure = new AtomicReference<>();

  /**
   * What it is made with.
   *
   * @param roots what is to be deleted at the end
   * @param loop keeps in mind what may exist, and when lives end
   * @param startNs the recording's time at which the replay begins
   */
  record Parts(
      Path trace,
      TargetKinds kinds,
      Bodies bodies,
      Requests requests,
      RunObjects roots,
      ReplayLoop loop,
      ApiTransport transport,
      List<Copy> copies,
      long startNs,
      BooleanSupplier stopped) {}

  /** An object as a request had it whole; its uid is empty where the recording does not tell it. */
  private record Whole(byte[] body, String uid) {
    static Whole of(TraceEntry entry) {
      byte[] body = entry.body().bytes();
      String uid = entry.outcome().uid();
      return new Whole(
          body,
          uid.isEmpty()
              ? JsonTree.text(JsonTree.object(body).orElse(Map.of()), "metadata", "uid")
              : uid);
    }
  }

  InitialState(Collection<NeededObject> needed, Parts parts) {
    this.needed = needed;
    this.count = (long) needed.size() * parts.copies().size();
    this.parts = parts;
  }

  /** Returns how many objects were to be made, in all copies. */
  long needed() {
    return count;
  }

  long made() {
    return made.get();
  }

  /** Returns how many have the least body of their kind: the trace has no other. */
  long minimal() {
    return minimal.get();
  }

  /** Returns how many are not there, since nothing is known that the server takes. */
  long unknown() {
    return unknown.get();
  }

  /** Returns why, a line each, the most frequent first. */
  List<String> reasons() {
    synchronized (reasons) {
      return reasons.entrySet().stream()
          .sorted((a, b) -> Long.compare(b.getValue(), a.getValue()))
          .limit(REASONS_MAX)
          .map(each -> each.getKey() + ": " + each.getValue())
          .toList();
    }
  }

  /**
   * Makes everything.
   *
   * @throws ToolException with {@link PlayerExit#SETUP_FAILED} if a namespace cannot be made
   */
  void make() throws InterruptedException {
    Map<Long, NeededObject> ofBodies = new HashMap<>();
    List<NeededObject> namespaces = new ArrayList<>();
    List<NeededObject> others = new ArrayList<>();
    for (NeededObject each : needed) {
      if (each.key().resource().equals(ObjectKey.NAMESPACES)) {
        namespaces.add(each);
      } else if (each.bodyEntry() != NeededObject.NO_BODY) {
        ofBodies.put(each.bodyEntry(), each);
      } else {
        others.add(each);
      }
    }
    needed = List.of();
    makeAll(namespaces);
    if (failure.get() != null) {
      throw new ToolException(
          PlayerExit.SETUP_FAILED, "set-up: a namespace cannot be made: " + failure.get());
    }
    makeAll(others.stream().filter(each -> each.key().namespace().isEmpty()).toList());
    boolean progress = true;
    for (int pass = 1; !ofBodies.isEmpty() && pass <= PASSES && !isStopped(); pass++) {
      int before = ofBodies.size();
      // Owners that are nowhere are done without at last.
      readAndMake(ofBodies, pass == PASSES || !progress);
      progress = ofBodies.size() < before;
    }
    makeAll(others.stream().filter(each -> !each.key().namespace().isEmpty()).toList());
  }

  private boolean isStopped() {
    return parts.stopped().getAsBoolean();
  }

  private void makeAll(List<NeededObject> objects) throws InterruptedException {
    Semaphore places = new Semaphore(AT_ONCE);
    for (NeededObject each : objects) {
      for (Copy copy : parts.copies()) {
        if (!isStopped()) {
          make(each, copy, NO_BODY, true, places);
        }
      }
    }
    places.acquire(AT_ONCE);
  }

  /** Makes objects as requests had them whole; those whose owners are not there stay. */
  private void readAndMake(Map<Long, NeededObject> objects, boolean lastTry)
      throws InterruptedException {
    Semaphore places = new Semaphore(AT_ONCE);
    long last = objects.keySet().stream().mapToLong(Long::longValue).max().orElse(-1);
    try (TraceReader reader = TraceReader.open(parts.trace(), TraceReader.Bodies.READ)) {
      for (long number = 0; number <= last && !isStopped(); number++) {
        Optional<TraceEntry> entry = reader.next();
        if (entry.isEmpty()) {
          break;
        }
        NeededObject object = objects.get(number);
        if (object != null && makeOf(object, Whole.of(entry.get()), lastTry, places)) {
          objects.remove(number);
        }
      }
    } catch (IOException e) {
      throw ToolException.usage(parts.trace() + ": cannot be read: " + IoReason.of(e));
    } finally {
      places.acquire(AT_ONCE);
    }
  }

  private boolean makeOf(NeededObject object, Whole whole, boolean lastTry, Semaphore places)
      throws InterruptedException {
    boolean all = true;
    for (Copy copy : parts.copies()) {
      if (!copy.objects().has(object.key())) {
        all &= make(object, copy, Optional.of(whole), lastTry, places);
      }
    }
    return all;
  }

  /** Returns whether it was asked for; not where an owner is to be made first. */
  private boolean make(
      NeededObject object, Copy copy, Optional<Whole> whole, boolean lastTry, Semaphore places)
      throws InterruptedException {
    Optional<ObjectKind> kind = parts.kinds().kind(object.path());
    if (kind.isEmpty()) {
      unknown(object.key().resource() + ": no such kind");
      return true;
    }
    ObjectKey key = object.key();
    Optional<byte[]> body =
        parts.bodies().initial(copy, kind.get(), key, whole.map(Whole::body), lastTry);
    if (body.isEmpty()) {
      return false;
    }
    if (key.resource().equals(ObjectKey.NAMESPACES) && copy.prepared().has(key.name())) {
      made.incrementAndGet();
      return true;
    }
    Optional<String> namespace = copy.namespaceOf(kind.get(), key);
    long number = 0;
    if (copy.isRoot(kind.get(), key)) {
      String name = copy.nameOfRoot(kind.get(), key);
      number = parts.roots().add(key.resource(), kind.get().objectPath(namespace, name));
      parts.loop().ledger().creating(number);
    }
    ApiRequest request =
        ApiRequest.json("POST", kind.get().collectionPath(namespace), body.get())
            .readingEveryBody();
    places.acquire();
    long of = number;
    parts
        .transport()
        .send(
            request,
            reply -> {
              try {
                answered(object, kind.get(), copy, of, whole, reply);
              } finally {
                places.release();
              }
            });
    return true;
  }

  private void answered(
      NeededObject object,
      ObjectKind kind,
      Copy copy,
      long number,
      Optional<Whole> whole,
      ApiReply reply) {
    DrivingLoop loop = parts.loop();
    if (number != 0) {
      loop.ledger().created(number, reply);
    }
    ObjectKey key = object.key();
    if (reply.succeeded()) {
      made.incrementAndGet();
      boolean isNamespace = key.resource().equals(ObjectKey.NAMESPACES);
      if (whole.isEmpty() && !isNamespace) {
        minimal.incrementAndGet();
      }
      AnswerHead head = AnswerHead.of(reply.body());
      copy.objects().made(key, whole.map(Whole::uid).orElse(""), "", head, number);
      copy.versions().seen(head.version());
      endLife(object, kind, copy);
      return;
    }
    if (number != 0 && !loop.ledger().mayExist(number)) {
      parts.roots().remove(number);
    }
    if (reply.status() == CONFLICT && kind.namespaced()) {
      made.incrementAndGet(); // the target's controllers were first
      return;
    }
    if (key.resource().equals(ObjectKey.NAMESPACES)) {
      failure.compareAndSet(null, said(reply));
    }
    unknown(key.resource() + ": " + said(reply).replace("\"" + key.name() + "\"", "NAME"));
  }

  private static String said(ApiReply reply) {
    return reply.status() == 0 ? reply.failure() : reply.status() + " " + reply.failure();
  }

  private void unknown(String reason) {
    unknown.incrementAndGet();
    synchronized (reasons) {
      if (reasons.size() < 1_000 || reasons.containsKey(reason)) {
        reasons.merge(reason, 1L, Long::sum);
      }
    }
  }

  private void endLife(NeededObject object, ObjectKind kind, Copy copy) {
    if (object.endNs() == Long.MAX_VALUE) {
      return;
    }
    ReplayOp.Recorded recorded =
        new ReplayOp.Recorded(
            object.path(),
            "",
            PatchType.NONE,
            "",
            "",
            0,
            "",
            0,
            TraceEntry.UNKNOWN,
            TraceEntry.UNKNOWN,
            false);
    ReplayOp op = new ReplayOp(recorded, copy, kind, Operation.CREATE, object.key(), 0);
    parts.loop().endLife(op, parts.requests().scaled(object.endNs() - parts.startNs()));
  }
}
