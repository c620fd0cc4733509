package io.scaletest.embedded.watch;

import io.netty.buffer.ByteBuf;
import io.scaletest.embedded.fault.Faults;
import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.embedded.store.Change;
import io.scaletest.embedded.store.ObjectCollection.ChangeSlice;
import io.scaletest.embedded.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine of one watch: catching up, it sends its initial objects and the changes since
 * then at its reader's pace; live, its group hands it each change. A slow reader sets it back to
 * catching up; one that falls behind the change log is cut off. For one event loop alone.
 */
public final class Watch {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  /** Events sent at once before the loop serves other watches. */
  private static final int BATCH = 512;

  /** One buffer's worth; more goes in the next. */
  private static final int BUFFER_BYTES = 64 * 1024;

  private static final int SMALL_BUFFER_BYTES = 2048;

  /** Orders a loop's watches by due time, then by age. */
  static final Comparator<Watch> BY_DUE_TIME =
      Comparator.<Watch>comparingLong(Watch::dueNs).thenComparingLong(watch -> watch.number);

  /** More than what is around an object in its event. */
  private static final int FRAME_BYTES = 64;

  private final WatchLoop loop;
  private final WatchOrder order;
  private final EventSink sink;
  private final Faults faults;
  private final long number;

  private List<StoredObject> initial;
  private int initialSent;
  private boolean initialEndOwed;
  private int place;
  private long nextSequence;
  private long version;
  private boolean live;
  private boolean ended;
  private long heldUntilNs;
  private boolean turnPlanned;
  private ByteBuf lines;
  private long bookmarkDueNs;

  /**
   * Returns a watch that {@link #advance} begins.
   *
   * @param number how many the loop has begun before
   */
  Watch(WatchLoop loop, WatchOrder order, EventSink sink, Faults faults, long number, long nowNs) {
    this.number = number;
    this.bookmarkDueNs =
        order.bookmarks() ? nowNs + WatchLoop.BOOKMARK_INTERVAL_NS : Long.MAX_VALUE;
    this.loop = loop;
    this.order = order;
    this.sink = sink;
    this.faults = faults;
    this.initial = order.initial();
    this.initialEndOwed = order.marksInitialEnd();
    this.nextSequence = order.nextSequence();
    this.version = order.version();
  }

  WatchOrder order() {
    return order;
  }

  /** Returns its index in its group's list. */
  int place() {
    return place;
  }

  void place(int newPlace) {
    place = newPlace;
  }

  /** The output is writable again. */
  public void writable() {
    if (!live) {
      advance();
    }
  }

  /** The client has disconnected: nothing is sent any more. */
  public void cancel() {
    if (!ended) {
      ended = true;
      loop.remove(this, live);
      releaseLines();
    }
  }

  /** Ends the answer in order, after what has been sent. */
  public void end() {
    if (!ended) {
      flush();
      cancel();
      sink.end();
    }
  }

  /**
   * Ends the answer, since a fault of this server keeps it from being whole: its client lists again
   * and misses nothing. Throws nothing.
   */
  void broke(Throwable thrown) {
    LOG.error("a watch of {} ends", order.collection().type().plural(), thrown);
    try {
      cancel();
      sink.end();
    } catch (Throwable again) {
      LOG.error("a watch of {} cannot be ended", order.collection().type().plural(), again);
    }
  }

  /** Sends events while the output is writable, and goes live when none are left. */
  void advance() {
    try {
      sendDue();
    } catch (Throwable thrown) {
      broke(thrown);
    }
  }

  private void sendDue() {
    turnPlanned = false;
    int budget = BATCH;
    while (!ended && !live && mayWrite() && budget > 0) {
      if (initialSent < initial.size()) {
        budget--;
        put(Change.Type.ADDED, initial.get(initialSent++));
      } else if (initialEndOwed) {
        initialEndOwed = false;
        initial = List.of();
        initialSent = 0;
        bookmark(true);
      } else {
        budget -= catchUp(budget);
      }
    }
    flush();
    if (!ended && !live && mayWrite()) {
      planTurn(0);
    }
  }

  /** Returns how many changes it has read; at least 1. */
  private int catchUp(int limit) {
    initial = List.of();
    initialSent = 0;
    Optional<ChangeSlice> slice = order.collection().changes(nextSequence, limit);
    if (slice.isEmpty()) {
      end(); // too slow, as kube-apiserver ends one; the client's next watch gets 410
      return 1;
    }
    for (Change change : slice.get().changes()) {
      nextSequence++;
      take(change);
      if (!mayWrite()) {
        return limit;
      }
    }
    version = Math.max(version, slice.get().version());
    if (slice.get().changes().isEmpty()) {
      live = true;
      loop.goLive(this, nextSequence);
      if (order.collection().isDropped()) {
        end(); // before its group was notified
      }
    }
    return Math.max(1, slice.get().changes().size());
  }

  /** Takes a change while live; returns whether there is now something to be flushed. */
  boolean offer(Change change, long sequence) {
    if (ended || !live || sequence < nextSequence) {
      return false;
    }
    boolean owed = lines != null;
    nextSequence = sequence + 1;
    try {
      take(change);
    } catch (Throwable thrown) {
      broke(thrown);
      return false;
    }
    boolean owes = lines != null && !owed;
    if (!mayWrite()) {
      live = false;
      loop.leaveLive(this);
    }
    return owes;
  }

  private void take(Change change) {
    boolean now = change.type() != Change.Type.DELETED && order.wants(change.object());
    boolean before = change.previous() != null && order.wants(change.previous());
    if (now) {
      put(before ? Change.Type.MODIFIED : Change.Type.ADDED, change.object());
    } else if (before) {
      // The last state that the client knows, under the version of the change that removed it.
      boolean deleted = change.type() == Change.Type.DELETED;
      put(Change.Type.DELETED, deleted ? change.object() : change.previous().at(change.version()));
    }
    version = Math.max(version, change.version());
  }

  private void put(Change.Type type, StoredObject object) {
    if (!faults.haveEventFaults()) {
      write(type, object);
      return;
    }
    ResourceType resource = order.collection().type();
    Faults.EventFault fault = faults.onEvent(resource.plural(), object.namespace(), object.name());
    for (int i = 0; i < fault.copies(); i++) {
      if (fault.delayNs() > 0) {
        flush();
        holdFor(fault.delayNs());
      }
      write(type, object);
    }
  }

  private void holdFor(long delayNs) {
    heldUntilNs = Math.max(heldUntilNs, loop.nowNs() + delayNs);
  }

  private void write(Change.Type type, StoredObject object) {
    byte[] encoded = order.encoding().encode(object);
    ByteBuf out = lines(encoded.length);
    EventFraming.Type event =
        switch (type) {
          case ADDED -> EventFraming.Type.ADDED;
          case MODIFIED -> EventFraming.Type.MODIFIED;
          case DELETED -> EventFraming.Type.DELETED;
        };
    order.framing().write(out, event, encoded);
    if (out.readableBytes() >= BUFFER_BYTES) {
      flush();
    }
  }

  private ByteBuf lines(int next) {
    if (lines == null) {
      lines = sink.allocator().buffer(Math.max(SMALL_BUFFER_BYTES, next + FRAME_BYTES));
    }
    return lines;
  }

  /** Returns when {@link #whenDue} is to be called; only a call of it changes that. */
  long dueNs() {
    return Math.min(order.endNs(), bookmarkDueNs);
  }

  boolean isEnded() {
    return ended;
  }

  /** Ends the watch whose time is over, or sends the bookmark that is due. */
  void whenDue(long nowNs) {
    if (nowNs >= order.endNs()) {
      end();
      return;
    }
    if (live && mayWrite()) {
      version = Math.max(version, loop.liveVersion(this));
      bookmark(false);
      flush();
    }
    bookmarkDueNs = nowNs + WatchLoop.BOOKMARK_INTERVAL_NS;
  }

  private void bookmark(boolean initialEnd) {
    ResourceType type = order.type();
    String annotations =
        initialEnd ? ",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}" : "";
    String json =
        "{\"kind\":\""
            + type.kind()
            + "\",\"apiVersion\":\""
            + type.apiVersion()
            + "\",\"metadata\":{\"resourceVersion\":\""
            + version
            + "\""
            + annotations
            + "}}";
    byte[] object = order.framing().encode(json.getBytes(StandardCharsets.US_ASCII));
    order.framing().write(lines(object.length), EventFraming.Type.BOOKMARK, object);
  }

  /** Sends the buffered events, unless a fault delays them. */
  void flush() {
    if (lines == null) {
      return;
    }
    if (heldUntilNs > loop.nowNs()) {
      planTurn(heldUntilNs - loop.nowNs());
      return;
    }
    ByteBuf out = lines;
    lines = null;
    sink.send(out);
  }

  private boolean mayWrite() {
    return sink.isWritable() && (heldUntilNs == 0 || heldUntilNs <= loop.nowNs());
  }

  private void planTurn(long delayNs) {
    if (!turnPlanned) {
      turnPlanned = true;
      loop.schedule(this::advance, delayNs, TimeUnit.NANOSECONDS);
    }
  }

  private void releaseLines() {
    if (lines != null) {
      lines.release();
      lines = null;
    }
  }
}
