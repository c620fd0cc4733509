package io.scaletest.kube.transport;

/** Hears of every request's end, before its sender does. Called from event loops: returns fast. */
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
