package io.scaletest.player.load;

import io.scaletest.common.clock.Ticker;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.ReplyListener;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens watches as requests of a schedule: answered with the head, then held until the server ends
 * them, or somebody does. What they bring is counted and dropped. Safe for use by many threads.
 */
public final class HeldWatches {
  private static final byte[] NO_BODY = {};
  private static final int FIRST_FAILURE = 300;

  private final ApiTransport transport;
  private final Ticker ticker;
  private final Set<Opening> open = ConcurrentHashMap.newKeySet();
  private volatile boolean ending;

  /** Hears of one watch, on threads of the transport: must not block. */
  @FunctionalInterface
  public interface Listener extends ReplyListener {
    /**
     * The watch has ended, whoever did it; comes behind its answer.
     *
     * @param openNs how long it was open, from the head of its answer; 0 if there was none
     * @param events lines of JSON that it brought: bookmarks, too
     */
    default void ended(long openNs, long events, long nowNs) {}
  }

  /**
   * @param transport whose stream they are opened on
   */
  public HeldWatches(ApiTransport transport, Ticker ticker) {
    this.transport = transport;
    this.ticker = ticker;
  }

  /** One watch; for any thread. */
  public interface Held {
    /**
     * Ends it: at once, or with its answer where that is still to come. To cancel a request that
     * waits for a slow server would turn its answer into a failure of ours. Idempotent.
     */
    void end();
  }

  /**
   * Opens a watch.
   *
   * @param listener called with the head of the answer or what went wrong before it, and at the end
   */
  public Held open(ApiRequest request, Listener listener) {
    Opening opening = new Opening(listener, ticker.nanos());
    open.add(opening);
    opening.hold(transport.stream(request, opening));
    if (ending) {
      opening.end();
    }
    return opening;
  }

  /** Returns how many are open, or being opened. */
  public int count() {
    return open.size();
  }

  /** Ends all, and those that are opened from now on, as {@link Held#end} does. */
  public void end() {
    ending = true;
    open.forEach(Opening::end);
  }

  /** Closes all at once, answered or not. */
  public void close() {
    open.forEach(Opening::cancel);
    open.clear();
  }

  /** One of them. */
  private final class Opening implements StreamListener, Held {
    private final Listener listener;
    private final long askedNs;
    private volatile boolean answered;
    private boolean refused;
    private long openedNs;
    private long events;
    private volatile boolean toEnd;
    private volatile boolean cancelled;
    private volatile StreamHandle handle = StreamHandle.NONE;

    Opening(Listener listener, long askedNs) {
      this.listener = listener;
      this.askedNs = askedNs;
    }

    /** Takes the handle, which may come after the answer, or after the end. */
    void hold(StreamHandle opened) {
      handle = opened;
      if (cancelled) {
        opened.cancel();
      }
    }

    @Override
    public void end() {
      toEnd = true;
      endIfAnswered();
    }

    /** Whoever sees both last ends it, on whichever thread. */
    private void endIfAnswered() {
      if (toEnd && answered) {
        cancel();
      }
    }

    void cancel() {
      cancelled = true;
      handle.cancel();
    }

    @Override
    public void onOpen(int status, long nowNs) {
      refused = status >= FIRST_FAILURE;
      openedNs = nowNs;
      answer(status, refused ? "the watch was refused with status " + status : "", nowNs);
      endIfAnswered();
    }

    private void answer(int status, String failure, long nowNs) {
      if (!answered) {
        answered = true;
        listener.answered(new ApiReply(status, NO_BODY, failure, askedNs, askedNs, nowNs));
      }
    }

    @Override
    public void onBytes(ByteBuffer chunk, long nowNs) {
      for (int i = chunk.position(); i < chunk.limit(); i++) {
        if (chunk.get(i) == '\n') {
          events++;
        }
      }
    }

    @Override
    public void onEnd(String failure, long nowNs) {
      open.remove(this);
      boolean opened = answered && !refused;
      answer(0, failure.isEmpty() ? "the watch ended before its head" : failure, nowNs);
      listener.ended(opened ? nowNs - openedNs : 0, events, nowNs);
    }
  }
}
