package io.scaletest.player.replay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * The order in which requests may go out, by what they use: for each thing, in the order of their
 * arrivals, one that uses it alone, or any number that share it. As all arrive one after the other
 * with all that they use, the eldest can always go: there is no deadlock.
 *
 * <p>Safe for use by many threads; sends nothing itself. Remembers what is used or waited for, and
 * nothing else.
 *
 * @param <T> a request
 */
final class AccessOrder<T> {
  @GuardedBy("this")
  private final Map<ObjectKey, Lane> lanes = new HashMap<>();

  @GuardedBy("this")
  private final Map<T, Ticket<T>> tickets = new HashMap<>();

  @GuardedBy("this")
  private long waiting;

  /** Those that use one thing. */
  private static final class Lane {
    private final Queue<Claim> waiting = new ArrayDeque<>();
    private int shared;
    private boolean alone;

    boolean isFree(boolean forOneAlone) {
      return !alone && (!forOneAlone || shared == 0);
    }

    void take(boolean forOneAlone) {
      if (forOneAlone) {
        alone = true;
      } else {
        shared++;
      }
    }

    void leave(boolean byOneAlone) {
      if (byOneAlone) {
        alone = false;
      } else {
        shared--;
      }
    }
  }

  /** One that waits to use a thing. */
  private record Claim(Ticket<?> ticket, boolean alone) {}

  /** A request with what it uses. */
  private static final class Ticket<T> {
    private final T request;

    /** Whether it uses a thing alone. */
    private final Map<ObjectKey, Boolean> uses;

    private int missing;

    Ticket(T request, Map<ObjectKey, Boolean> uses) {
      this.request = request;
      this.uses = uses;
    }
  }

  /**
   * Takes a request in.
   *
   * @param uses what it uses, and whether alone; not to be changed any more
   * @return whether it may go out now; otherwise {@link #done} returns it when it may
   */
  synchronized boolean admit(T request, Map<ObjectKey, Boolean> uses) {
    Ticket<T> ticket = new Ticket<>(request, uses);
    tickets.put(request, ticket);
    uses.forEach(
        (key, alone) -> {
          Lane lane = lanes.computeIfAbsent(key, added -> new Lane());
          if (lane.waiting.isEmpty() && lane.isFree(alone)) {
            lane.take(alone);
          } else {
            lane.waiting.add(new Claim(ticket, alone));
            ticket.missing++;
          }
        });
    waiting += ticket.missing > 0 ? 1 : 0;
    return ticket.missing == 0;
  }

  /**
   * Notes that a request does not use anything any more.
   *
   * @return those that may go out now, in the order of their arrivals for each thing
   */
  synchronized List<T> done(T request) {
    Ticket<T> ticket = tickets.remove(request);
    List<T> free = new ArrayList<>();
    if (ticket == null) {
      return free;
    }
    ticket.uses.forEach(
        (key, alone) -> {
          Lane lane = lanes.get(key);
          lane.leave(alone);
          while (!lane.waiting.isEmpty() && lane.isFree(lane.waiting.peek().alone)) {
            Claim next = lane.waiting.remove();
            lane.take(next.alone);
            next.ticket.missing--;
            if (next.ticket.missing == 0) {
              waiting--;
              free.add(request(next.ticket));
            }
          }
          if (lane.shared == 0 && !lane.alone && lane.waiting.isEmpty()) {
            lanes.remove(key);
          }
        });
    return free;
  }

  @SuppressWarnings("unchecked") // all tickets are of this order
  private T request(Ticket<?> ticket) {
    return (T) ticket.request;
  }

  /** Returns how many requests wait. */
  synchronized long waiting() {
    return waiting;
  }

  /** Returns how many things are used or waited for. */
  synchronized int used() {
    return lanes.size();
  }
}
