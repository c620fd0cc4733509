package io.scaletest.fabric8.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import java.util.ArrayDeque;

/**
 * A queue between a stream of the transport and a reader that pulls: first the head, then parts one
 * at a time, in order, as many as were asked for, then the end. They are put in on the event loop
 * and handed over on a worker, never two at a time. What waits is bounded in bytes: beyond {@value
 * #WAITING_MAX_BYTES} the stream ends with a failure, so that a slow reader costs neither memory
 * without limit nor the others on its connection.
 */
abstract class PulledStream<T> implements StreamListener {
  static final int WAITING_MAX_BYTES = 16 << 20;

  private final TransportHttpClientFactory factory;
  private final Object lock = new Object();

  private record Part<T>(T content, int bytes) {}

  @GuardedBy("lock")
  private Runnable head;

  @GuardedBy("lock")
  private final ArrayDeque<Part<T>> waiting = new ArrayDeque<>();

  @GuardedBy("lock")
  private long waitingBytes;

  @GuardedBy("lock")
  private long wanted;

  @GuardedBy("lock")
  private boolean handingOver;

  @GuardedBy("lock")
  private boolean ended;

  @GuardedBy("lock")
  private boolean endTold;

  @GuardedBy("lock")
  private boolean cancelled;

  @GuardedBy("lock")
  private String failure = "";

  @GuardedBy("lock")
  private StreamHandle handle = StreamHandle.NONE;

  PulledStream(TransportHttpClientFactory factory) {
    this.factory = factory;
  }

  /** Takes one part. Called on a worker. */
  abstract void take(T part) throws Exception;

  /** The end, after all parts. Called once, on a worker, unless the reader cancelled. */
  abstract void takeEnd(String why);

  /** The transport has taken the request. */
  final void opened(StreamHandle newHandle) {
    boolean late;
    synchronized (lock) {
      handle = newHandle;
      late = cancelled;
    }
    if (late) {
      newHandle.cancel();
    }
  }

  /** The reader wants nothing more, not even the end. */
  final void cancelStream() {
    StreamHandle open;
    synchronized (lock) {
      cancelled = true;
      waiting.clear();
      waitingBytes = 0;
      open = handle;
    }
    open.cancel();
  }

  /**
   * Puts what the reader is told first, without being asked for. Workers may run two tasks of a
   * stream in either order, so that it must not be a task of its own.
   */
  final void putHead(Runnable task) {
    synchronized (lock) {
      head = task;
    }
    handOver();
  }

  /** Asks for one more part. */
  final void pull() {
    synchronized (lock) {
      wanted++;
    }
    handOver();
  }

  /** Puts a part of {@code bytes} bytes behind the others. */
  final void put(T content, int bytes) {
    boolean tooSlow;
    synchronized (lock) {
      if (cancelled || ended) {
        return;
      }
      tooSlow = waitingBytes + bytes > WAITING_MAX_BYTES;
      if (!tooSlow) {
        waitingBytes += bytes;
        waiting.add(new Part<>(content, bytes));
      }
    }
    if (tooSlow) {
      breakOff("the reader is more than " + WAITING_MAX_BYTES + " bytes behind");
    } else {
      handOver();
    }
  }

  /** Puts the end behind all parts, for a reason of this side, and closes the stream. */
  final void breakOff(String why) {
    putEnd(why);
    StreamHandle open;
    synchronized (lock) {
      open = handle;
    }
    open.cancel();
  }

  /** Puts the end behind all parts. */
  final void putEnd(String why) {
    synchronized (lock) {
      if (!ended) {
        ended = true;
        failure = why;
      }
    }
    handOver();
  }

  private void handOver() {
    synchronized (lock) {
      if (handingOver || !isDue()) {
        return;
      }
      handingOver = true;
    }
    factory.onWorker(this::handOverAll);
  }

  @GuardedBy("lock")
  private boolean isDue() {
    return head != null || (!cancelled && (waiting.isEmpty() ? ended && !endTold : wanted > 0));
  }

  private void handOverAll() {
    while (true) {
      Runnable first;
      Part<T> part = null;
      String why;
      synchronized (lock) {
        if (!isDue()) {
          handingOver = false;
          return;
        }
        first = head;
        head = null;
        why = failure;
        if (first == null) {
          part = waiting.poll();
          if (part == null) {
            endTold = true;
          } else {
            wanted--;
            waitingBytes -= part.bytes();
          }
        }
      }
      try {
        if (first != null) {
          first.run();
        } else if (part != null) {
          take(part.content());
        } else {
          takeEnd(why);
        }
      } catch (Throwable thrown) {
        cancelStream();
        factory.faults().handle("a reader of a stream", thrown);
      }
    }
  }
}
