package io.scaletest.watching.heads;

import io.scaletest.watching.object.EventCutter;
import io.scaletest.watching.object.ServerStatus;
import io.scaletest.watching.object.UnreadableAnswerException;
import java.util.function.Consumer;

/**
 * Reads answers in one media type, and of them only what a loop needs. Safe for use by many
 * threads.
 */
public interface HeadReader {
  /** Returns the media type of watches to ask for. */
  String accept();

  /** Returns the media type of lists to ask for. */
  default String listAccept() {
    return accept();
  }

  /** Returns how events lie in a watch's bytes. */
  EventCutter.Framing framing();

  /** Reads one event; what follows what is needed is not looked at. */
  EventHead event(byte[] bytes, int offset, int length) throws UnreadableAnswerException;

  /** Reads the status in an event of type ERROR. */
  ServerStatus failure(byte[] bytes, int offset, int length) throws UnreadableAnswerException;

  /**
   * Reads a whole list.
   *
   * @param seenVersion objects beyond it are counted as newer
   * @param updated hears of each object that carries a client's stamp of an update, as if an event
   *     {@code MODIFIED} told of it
   */
  ListHead list(byte[] bytes, long seenVersion, Consumer<EventHead> updated)
      throws UnreadableAnswerException;

  /** Reads the body of a refusal, whatever it is. */
  ServerStatus refusal(int httpStatus, byte[] bytes);

  /** Returns the object of an event as people read it in a log. */
  String text(EventHead head, byte[] bytes, int offset, int length);
}
