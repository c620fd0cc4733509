package io.scaletest.watching.object;

/**
 * Decodes the API server's answers about whole objects, in one media type, into what a watcher
 * keeps. For one thread at a time.
 */
public interface ObjectDecoder {
  /** Returns the media types to ask for. */
  String accept();

  /** Returns how events lie in a watch's bytes. */
  EventCutter.Framing framing();

  /** Decodes one event of a watch. */
  WatchEvent decodeEvent(byte[] bytes, int offset, int length) throws UnreadableAnswerException;

  /** Decodes one page of a list. */
  ListPage decodeList(byte[] bytes) throws UnreadableAnswerException;

  /**
   * Decodes the body of a refusal. What is no {@code Status} object (proxies and the server's own
   * flow control answer in plain text) gives one with the text as message.
   */
  ServerStatus decodeStatus(int httpStatus, byte[] bytes);
}
