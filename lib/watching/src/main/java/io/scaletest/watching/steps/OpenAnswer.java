package io.scaletest.watching.steps;

import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.StreamListener;
import io.scaletest.watching.object.EventCutter;
import io.scaletest.watching.object.UnreadableAnswerException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/**
 * One answer that goes on and on, cut into events, or the body of a refusal. What the transport
 * says is posted to a mailbox, and dropped there once the step that opened the answer is over.
 */
public final class OpenAnswer implements StreamListener {
  /** More of a refusal's body is not read. */
  static final int REFUSAL_BYTES_MAX = 64 << 10;

  private static final int NO_SUCCESS = 300;

  private final Executor mailbox;
  private final Steps steps;
  private final Events events;
  private final EventCutter cutter;
  private final long step;
  private final long openedNs;
  private final long bytesPerSecond;
  private int status;
  private int retryAfterS = ApiReply.NO_RETRY;
  private long bytes;
  private long readNs;
  private ByteArrayOutputStream refusal;

  /** Who hears of the answer, in the mailbox. */
  public interface Events {
    /** The head of an answer without refusal has come. */
    void opened(OpenAnswer from, long nowNs);

    /**
     * Takes one event, lent until the call returns.
     *
     * @throws UnreadableAnswerException as one of the answer itself
     */
    void event(OpenAnswer from, byte[] bytes, int offset, int length)
        throws UnreadableAnswerException;

    /** So many bytes of events have come; before the events themselves. */
    void received(OpenAnswer from, int count);

    /** What came is no answer that can be read. */
    void unreadable(UnreadableAnswerException cause);

    /** The answer has ended: in order where {@code failure} is empty. */
    void ended(OpenAnswer from, String failure, long nowNs);
  }

  /**
   * Returns an answer of the step that has just begun.
   *
   * @param mailbox runs tasks one after the other, in the order they came: a {@link SerialMailbox},
   *     or the lock of a loop
   * @param framing how events lie in the bytes
   * @param nowNs when it was asked for
   */
  public OpenAnswer(
      Executor mailbox, Steps steps, EventCutter.Framing framing, Events events, long nowNs) {
    this(mailbox, steps, framing, events, nowNs, 0);
  }

  /**
   * @param bytesPerSecond how slowly it is read; 0 for as it comes
   */
  public OpenAnswer(
      Executor mailbox,
      Steps steps,
      EventCutter.Framing framing,
      Events events,
      long nowNs,
      long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
    this.mailbox = mailbox;
    this.steps = steps;
    this.events = events;
    this.cutter = framing.cutter(this::take);
    this.step = steps.current();
    this.openedNs = nowNs;
  }

  /** Returns the HTTP status; 0 before there is one. */
  public int status() {
    return status;
  }

  /**
   * Returns after how many seconds the same may be asked for again: {@link ApiReply#retryAfterS}.
   */
  public int retryAfterS() {
    return retryAfterS;
  }

  public boolean isRefused() {
    return status >= NO_SUCCESS;
  }

  /** Returns what has come of a refusal's body. */
  public byte[] refusal() {
    return refusal == null ? new byte[0] : refusal.toByteArray();
  }

  /** Returns how many bytes of any kind have come. */
  public long bytes() {
    return bytes;
  }

  /** Returns when the answer was asked for. */
  public long openedNs() {
    return openedNs;
  }

  /** Returns when the last bytes came. */
  public long readNs() {
    return readNs;
  }

  /** Tells whether the step that opened this answer is over. */
  public boolean isStale() {
    return !steps.isCurrent(step);
  }

  @Override
  public long bytesPerSecond() {
    return bytesPerSecond;
  }

  @Override
  public void onMayRetry(int afterS) {
    mailbox.execute(() -> retryAfterS = afterS);
  }

  @Override
  public void onOpen(int newStatus, long nowNs) {
    mailbox.execute(
        () -> {
          if (!isStale()) {
            status = newStatus;
            if (!isRefused()) {
              events.opened(this, nowNs);
            }
          }
        });
  }

  @Override
  public void onBytes(ByteBuffer chunk, long nowNs) {
    mailbox.execute(
        () -> {
          if (!isStale()) {
            receive(chunk, nowNs);
          }
        });
  }

  @Override
  public void onEnd(String failure, long nowNs) {
    mailbox.execute(
        () -> {
          if (!isStale()) {
            events.ended(this, failure, nowNs);
          }
        });
  }

  private void receive(ByteBuffer chunk, long nowNs) {
    bytes += chunk.remaining();
    if (isRefused()) {
      keepRefusal(chunk);
      return;
    }
    events.received(this, chunk.remaining());
    readNs = nowNs;
    try {
      cutter.feed(chunk);
    } catch (UnreadableAnswerException e) {
      events.unreadable(e);
    }
  }

  private boolean take(byte[] line, int offset, int length) {
    try {
      events.event(this, line, offset, length);
    } catch (UnreadableAnswerException e) {
      events.unreadable(e);
    }
    return !isStale();
  }

  private void keepRefusal(ByteBuffer chunk) {
    if (refusal == null) {
      refusal = new ByteArrayOutputStream(chunk.remaining());
    }
    int length = Math.min(chunk.remaining(), REFUSAL_BYTES_MAX - refusal.size());
    byte[] part = new byte[length];
    chunk.duplicate().get(part);
    refusal.write(part, 0, length);
  }
}
