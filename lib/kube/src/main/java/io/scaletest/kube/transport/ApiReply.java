package io.scaletest.kube.transport;

/**
 * What became of one request, with the instants (of the transport's ticker) that matter.
 *
 * @param status HTTP status; 0 where no answer came
 * @param body the answer's body as far as the request asked for it; empty otherwise
 * @param failure empty where the server answered with a status of 2xx; otherwise one line: the
 *     message of the server's {@code Status} object, or why there was no answer
 * @param wasSent whether the request ever went out. One that did not says nothing about the server,
 *     and its wait nothing about how punctual its sender is
 * @param queuedNs when the request was given to the transport
 * @param sentNs when a stream was free and the request went out; {@code sentNs - queuedNs} is the
 *     wait for a stream. That of a request that never went out is when it was given up
 * @param answeredNs when the last byte of the answer had come, or the failure was known
 */
public record ApiReply(
    int status,
    byte[] body,
    String failure,
    boolean wasSent,
    long queuedNs,
    long sentNs,
    long answeredNs) {
  private static final byte[] NO_BODY = {};

  /** Returns what became of a request that went out. */
  public ApiReply(
      int status, byte[] body, String failure, long queuedNs, long sentNs, long answeredNs) {
    this(status, body, failure, true, queuedNs, sentNs, answeredNs);
  }

  /** Returns what became of a request that never went out, for the reason {@code failure}. */
  public static ApiReply unsent(String failure, long queuedNs, long failedNs) {
    return new ApiReply(0, NO_BODY, failure, false, queuedNs, failedNs, failedNs);
  }

  public boolean succeeded() {
    return failure.isEmpty();
  }
}
