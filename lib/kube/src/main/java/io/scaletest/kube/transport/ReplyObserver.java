package io.scaletest.kube.transport;

/**
 * An observer of all requests, called at each one's end before its listener. Called on event loops:
 * must not block.
 */
@FunctionalInterface
public interface ReplyObserver {
  ReplyObserver NONE = (request, authority, reply) -> {};

  /**
   * A request or the head of a watch has been answered, or has failed.
   *
   * @param authority host and port of the server asked
   */
  void answered(ApiRequest request, String authority, ApiReply reply);
}
