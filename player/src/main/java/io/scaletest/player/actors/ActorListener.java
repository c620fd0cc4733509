package io.scaletest.player.actors;

import io.scaletest.common.operation.Operation;
import io.scaletest.kube.transport.ApiReply;

/** Hears of every request of an actor when it is over, on threads of the transport. */
public interface ActorListener {
  /**
   * A request is over, answered or not.
   *
   * @param resource of the request, with its subresource: {@code pods}, {@code pods-status}
   * @param due when it was to be sent
   */
  void acted(String actor, Operation operation, String resource, Due due, ApiReply reply);

  /**
   * When a request was to be sent, as readings of the run's ticker.
   *
   * @param intendedNs when its cause was known, or the model wants it
   * @param freeNs when nothing of the server's held it back any more: later where all workers
   *     waited for answers
   */
  record Due(long intendedNs, long freeNs) {
    /** Returns a moment that nothing holds back. */
    public static Due at(long ns) {
      return new Due(ns, ns);
    }
  }
}
