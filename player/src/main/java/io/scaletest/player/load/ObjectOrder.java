package io.scaletest.player.load;

import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.operation.Operation;
import io.scaletest.driving.lifecycle.ObjectLedger;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.player.workload.Verb;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Keeps the writes of each object in the order of their arrivals: one at a time, the next when the
 * one before is answered. The delete of a collection waits for the writes under way in its place,
 * and later ones there wait for it. Reads wait for nothing.
 *
 * <p>Knows every object that may exist, and which of them requests may choose. Safe for use by many
 * threads; sends nothing itself.
 */
final class ObjectOrder {
  /** An object that is written so much faster than the server answers is no use to wait for. */
  static final int WAITING_MAX = 32;

  private final ObjectLedger ledger;

  /** Hears of requests that are dropped, since their object went while they waited. */
  private final Consumer<PlayedRequest> dropped;

  @GuardedBy("this")
  private final Map<Long, LiveObject> objects = new HashMap<>();

  @GuardedBy("this")
  private final Map<PlayedSet, LiveObjects> living = new HashMap<>();

  @GuardedBy("this")
  private final Map<PlayedSet, Map<Integer, Group>> groups = new HashMap<>();

  @GuardedBy("this")
  private long waiting;

  /** The objects of one set in one place. */
  private static final class Group {
    private final Queue<PlayedRequest> waiting = new ArrayDeque<>();
    private final List<LiveObject> leaving = new ArrayList<>();
    private int writes;

    /** The delete of the collection that is under way or waits for the writes; null without. */
    private PlayedRequest barrier;
  }

  ObjectOrder(ObjectLedger ledger, Consumer<PlayedRequest> dropped) {
    this.ledger = ledger;
    this.dropped = dropped;
  }

  /** Adds an object that is about to be created. */
  synchronized LiveObject add(long number, PlayedSet set, int place, int flow, long index) {
    LiveObject object = new LiveObject(number, set, place, flow, index, null);
    objects.put(number, object);
    return object;
  }

  /** Adds an object that is there already and that the run only reads. */
  synchronized void adopt(LiveObject object) {
    objects.put(object.number, object);
    living(object.set).add(object);
  }

  /** Returns the object of that number if it may exist still. */
  synchronized Optional<LiveObject> object(long number) {
    return Optional.ofNullable(objects.get(number));
  }

  /** Returns the objects of a set that may be chosen. */
  @GuardedBy("this")
  private LiveObjects living(PlayedSet set) {
    return living.computeIfAbsent(set, unused -> new LiveObjects());
  }

  /** Returns how many objects may be chosen in all. */
  synchronized long population() {
    return living.values().stream().mapToLong(LiveObjects::size).sum();
  }

  /** Returns how many requests wait for another one's answer. */
  synchronized long waiting() {
    return waiting;
  }

  /** Chooses an object of a set; for a write one that is not being written, if found soon. */
  synchronized Optional<LiveObject> choose(PlayedSet set, Verb verb, SplittableRandom random) {
    boolean idle = verb.operation() != Operation.GET;
    Optional<LiveObject> chosen = living(set).choose(verb, random);
    for (int i = 0; i < 4 && idle && verb.among().isPresent(); i++) {
      if (chosen.isEmpty() || !chosen.get().busy) {
        return chosen;
      }
      chosen = living(set).choose(verb, random);
    }
    return chosen.filter(object -> !idle || object.waitingCount() < WAITING_MAX);
  }

  /** Takes an object out of the choice: its delete has arrived. */
  synchronized void leaves(LiveObject object) {
    living(object.set).remove(object);
  }

  /**
   * Takes a request into the order.
   *
   * @return whether it may go out now; otherwise {@link #answered} returns it when it may
   */
  synchronized boolean admit(PlayedRequest request) {
    if (!request.isWrite()) {
      return true;
    }
    Group group = group(request);
    if (request.operation == Operation.DELETE_COLLECTION) {
      return admitBarrier(request, group);
    }
    if (group.barrier != null) {
      group.waiting.add(request);
      waiting++;
      return false;
    }
    if (request.object.busy) {
      request.object.await(request);
      waiting++;
      return false;
    }
    request.object.busy = true;
    group.writes++;
    return true;
  }

  @GuardedBy("this")
  private boolean admitBarrier(PlayedRequest request, Group group) {
    if (group.barrier != null) {
      group.waiting.add(request);
      waiting++;
      return false;
    }
    group.barrier = request;
    group.leaving.clear();
    for (LiveObject object : living(request.set).all()) {
      if (object.place == request.place) {
        group.leaving.add(object);
        living(request.set).remove(object);
      }
    }
    waiting += group.writes > 0 ? 1 : 0;
    return group.writes == 0;
  }

  @GuardedBy("this")
  private Group group(PlayedRequest request) {
    return groups
        .computeIfAbsent(request.set, unused -> new HashMap<>())
        .computeIfAbsent(request.place, unused -> new Group());
  }

  /**
   * Tells whether a get of one of the run's objects may well be answered with 404: it takes a state
   * of any age (Kubernetes' API concepts, "resourceVersion in get": the cache that answers may be
   * behind the create), or the object's delete has arrived meanwhile and reads do not wait.
   */
  boolean allowsNotFound(PlayedRequest request, ApiReply reply) {
    if (reply.status() != NOT_FOUND
        || request.operation != Operation.GET
        || request.object.existing != null
        || !request.verb.get().path().isEmpty()) {
      return false;
    }
    return request.verb.get().resourceVersion().isPresent() || isLeaving(request.object);
  }

  private synchronized boolean isLeaving(LiveObject object) {
    return object.index < 0;
  }

  /**
   * Notes what became of a request.
   *
   * @return those that may go out now, in order
   */
  synchronized List<PlayedRequest> answered(PlayedRequest request, ApiReply reply) {
    note(request, reply);
    List<PlayedRequest> free = new ArrayList<>();
    if (!request.isWrite()) {
      return free;
    }
    Group group = group(request);
    if (request.operation == Operation.DELETE_COLLECTION) {
      endBarrier(request, group, reply, free);
      return free;
    }
    group.writes--;
    request.object.busy = false;
    while (request.object.waitingCount() > 0 && !request.object.busy) {
      // Behind a barrier it waits there, before whatever arrives later.
      readmit(request.object.waiting.remove(), free);
    }
    if (group.barrier != null && group.writes == 0) {
      waiting--;
      free.add(group.barrier);
    }
    return free;
  }

  @GuardedBy("this")
  private void endBarrier(
      PlayedRequest request, Group group, ApiReply reply, List<PlayedRequest> free) {
    for (LiveObject object : group.leaving) {
      boolean named =
          request.deleted.map(names -> names.contains(object.set.name(object.number))).orElse(true);
      if (reply.succeeded() && named) {
        ledger.deleted(object.number, reply);
        objects.remove(object.number);
      } else {
        living(object.set).add(object);
      }
    }
    group.leaving.clear();
    group.barrier = null;
    int held = group.waiting.size();
    for (int i = 0; i < held; i++) {
      readmit(group.waiting.remove(), free);
    }
  }

  /** Admits a request that waited; one whose object is gone meanwhile is dropped. */
  @GuardedBy("this")
  private void readmit(PlayedRequest request, List<PlayedRequest> free) {
    waiting--;
    boolean gone =
        request.object != null
            && request.operation != Operation.CREATE
            && !objects.containsKey(request.object.number);
    if (gone) {
      dropped.accept(request);
    } else if (admit(request)) {
      free.add(request);
    }
  }

  @GuardedBy("this")
  private void note(PlayedRequest request, ApiReply reply) {
    LiveObject object = request.object;
    switch (request.operation) {
      case CREATE -> {
        ledger.created(object.number, reply);
        if (reply.succeeded()) {
          living(object.set).add(object);
        } else if (!ledger.mayExist(object.number)) {
          objects.remove(object.number);
        }
      }
      case DELETE -> {
        ledger.deleted(object.number, reply);
        if (!ledger.mayExist(object.number)) {
          objects.remove(object.number);
        }
      }
      default -> {
        // Whether objects exist is not changed by others, or is noted at the end of a barrier.
      }
    }
  }
}
