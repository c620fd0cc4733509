package io.scaletest.kube.transport;

/**
 * What became of one request, with the instants (of the transport's ticker) that matter.
 *
 * @param status HTTP status; 0 where no answer came
 * @param body the answer's body as far as the request asked for it; empty otherwise
 * @param failure empty where the server answered with a status below 400; otherwise one line: the
 *     message of the server's {@code Status} object, or why there was no answer
 * @param queuedNs when the request was given to the transport
 * @param sentNs when a stream was free and the request went out; {@code sentNs - queuedNs} is the
 *     wait for a stream. Equal to {@code answeredNs} where it never went out
 * @param answeredNs when the last byte of the answer had come, or the failure was known
 */
public record ApiReply(
    int status, byte[] body, String failure, long queuedNs, long sentNs, long answeredNs) {

  public boolean succeeded() {
    return failure.isEmpty();
  }
}
