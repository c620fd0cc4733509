package io.scaletest.kube.transport;

import java.util.List;
import java.util.Map;

/**
 * The outcome of one request, answered or failed, with its instants on the transport's ticker.
 *
 * @param status HTTP status; 0 where no answer came
 * @param body the answer's body as far as the request asked for it; empty otherwise
 * @param failure empty where the server answered with a status of 2xx, or with one that whoever
 *     sent the request allows ({@link #asAllowed}); otherwise one line: the message of the server's
 *     {@code Status} object, or why there was no answer
 * @param wasSent whether the request was ever written to a connection; one that was not says
 *     nothing about how late its sender was, nor about waiting for a stream
 * @param queuedNs when the request was given to the transport
 * @param streamNs when a stream was given to it: equal to {@code queuedNs} where one was free,
 *     later where all were taken or there was no connection yet. {@code streamNs - queuedNs} is the
 *     wait for the server, {@code sentNs - streamNs} a wait for this process
 * @param sentNs when the request went out; equal to {@code answeredNs} where it never did
 * @param answeredNs when the last byte of the answer had come, or the failure was known
 * @param retryAfterS after how many seconds the request may be sent again: as the server says, or,
 *     where the connection of a request that only reads was lost, 1; {@link #NO_RETRY} otherwise
 * @param tries how often it was sent; all instants but {@code answeredNs} are those of the first
 *     time
 * @param headers the answer's header fields, by names in small letters, where the request reads
 *     them; empty otherwise
 */
public record ApiReply(
    int status,
    byte[] body,
    String failure,
    boolean wasSent,
    long queuedNs,
    long streamNs,
    long sentNs,
    long answeredNs,
    int retryAfterS,
    Tries tries,
    Map<String, List<String>> headers) {
  /** Stands for an answer that is the last. */
  public static final int NO_RETRY = -1;

  private static final byte[] NO_BODY = {};

  /** Returns the reply to a request that was sent once and is not to be sent again. */
  public ApiReply(
      int status,
      byte[] body,
      String failure,
      boolean wasSent,
      long queuedNs,
      long streamNs,
      long sentNs,
      long answeredNs) {
    this(
        status,
        body,
        failure,
        wasSent,
        queuedNs,
        streamNs,
        sentNs,
        answeredNs,
        NO_RETRY,
        Tries.ONE,
        Map.of());
  }

  /** Returns the reply to a request that went out as soon as there was a stream. */
  public ApiReply(
      int status, byte[] body, String failure, long queuedNs, long sentNs, long answeredNs) {
    this(status, body, failure, true, queuedNs, sentNs, sentNs, answeredNs);
  }

  /** Returns the reply to a request that failed at {@code nowNs} without ever being sent. */
  public static ApiReply unsent(String reason, long queuedNs, long nowNs) {
    return new ApiReply(0, NO_BODY, reason, false, queuedNs, nowNs, nowNs, nowNs);
  }

  /** Returns this last reply to a request that was sent first when {@code first} says. */
  public ApiReply after(ApiReply first, Tries allTries) {
    return new ApiReply(
        status,
        body,
        failure,
        first.wasSent,
        first.queuedNs,
        first.streamNs,
        first.sentNs,
        answeredNs,
        retryAfterS,
        allTries,
        headers);
  }

  /** Returns this answer as one that is no failure: the request allows it. */
  public ApiReply asAllowed() {
    return new ApiReply(
        status,
        body,
        "",
        wasSent,
        queuedNs,
        streamNs,
        sentNs,
        answeredNs,
        retryAfterS,
        tries,
        headers);
  }

  public boolean succeeded() {
    return failure.isEmpty();
  }

  /**
   * How often one request was sent, where somebody above the transport sent it again.
   *
   * @param count how often it was sent; 1 if the first answer was the last
   * @param throttled how many of the answers before the last were 429
   * @param firstAnsweredNs when the first answer had come; of no meaning with a count of 1
   */
  public record Tries(int count, int throttled, long firstAnsweredNs) {
    /** Of a request that was sent once. */
    public static final Tries ONE = new Tries(1, 0, 0);
  }
}
