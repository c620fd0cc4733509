package io.scaletest.watching.heads;

import io.scaletest.watching.object.EventCutter;
import io.scaletest.watching.object.ServerStatus;
import io.scaletest.watching.object.UnreadableAnswerException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/**
 * Reads an event once for all watches of a thread: a server sends each change to every watch in the
 * same bytes, and to compare them costs a tenth of reading them. Of each thread it keeps copies of
 * the last events, at most {@value #EVENTS} of at most {@value #BYTES_MAX} bytes; longer ones are
 * read each time.
 *
 * <p>Safe for use by many threads, as the reader behind it.
 */
public final class SharedHeads implements HeadReader {
  /** More than one read of a connection brings, unless the watcher lags already. */
  static final int EVENTS = 64;

  static final int BYTES_MAX = 4 << 10;

  /** In these differ two objects' names or versions, in whichever order their fields come. */
  private static final int HASHED_BYTES = 1 << 10;

  private final HeadReader reader;
  private final ThreadLocal<Recent> recent = ThreadLocal.withInitial(Recent::new);

  /**
   * @param reader reads what was not read before
   */
  public SharedHeads(HeadReader reader) {
    this.reader = reader;
  }

  /** What one thread has read: by a hash of their bytes, the bytes and their heads. */
  private static final class Recent {
    private final CRC32 hash = new CRC32();
    private final byte[][] events = new byte[EVENTS][];
    private final EventHead[] heads = new EventHead[EVENTS];

    int slot(byte[] bytes, int offset, int length) {
      hash.reset();
      hash.update(bytes, offset, Math.min(length, HASHED_BYTES));
      return (int) hash.getValue() & EVENTS - 1;
    }
  }

  @Override
  public EventHead event(byte[] bytes, int offset, int length) throws UnreadableAnswerException {
    if (length > BYTES_MAX) {
      return reader.event(bytes, offset, length);
    }
    Recent known = recent.get();
    int slot = known.slot(bytes, offset, length);
    byte[] event = known.events[slot];
    if (event != null && Arrays.equals(event, 0, event.length, bytes, offset, offset + length)) {
      return known.heads[slot];
    }
    EventHead head = reader.event(bytes, offset, length);
    known.events[slot] = Arrays.copyOfRange(bytes, offset, offset + length);
    known.heads[slot] = head;
    return head;
  }

  @Override
  public String accept() {
    return reader.accept();
  }

  @Override
  public String listAccept() {
    return reader.listAccept();
  }

  @Override
  public EventCutter.Framing framing() {
    return reader.framing();
  }

  @Override
  public ServerStatus failure(byte[] bytes, int offset, int length)
      throws UnreadableAnswerException {
    return reader.failure(bytes, offset, length);
  }

  @Override
  public ListHead list(byte[] bytes, long seenVersion, Consumer<EventHead> updated)
      throws UnreadableAnswerException {
    return reader.list(bytes, seenVersion, updated);
  }

  @Override
  public ServerStatus refusal(int httpStatus, byte[] bytes) {
    return reader.refusal(httpStatus, bytes);
  }

  @Override
  public String text(EventHead head, byte[] bytes, int offset, int length) {
    return reader.text(head, bytes, offset, length);
  }
}
