package io.scaletest.player.actors;

import io.scaletest.common.operation.Operation;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.ReplyListener;
import io.scaletest.player.actors.ActorListener.Due;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends an actor's requests, as itself, and has each measured. Safe for use by many threads. */
public final class ActorRequests {
  private final String actor;
  private final ApiTransport transport;
  private final ActorListener listener;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean closed;

  /**
   * @param transport that says who sends
   */
  public ActorRequests(String actor, ApiTransport transport, ActorListener listener) {
    this.actor = actor;
    this.transport = transport;
    this.listener = listener;
  }

  /**
   * Sends a request, unless the actor has ended.
   *
   * @param resource what it is about, with its subresource: {@code pods-status}
   * @param hearing called once, when it was recorded; never for one that is not sent
   */
  public void send(
      Operation operation, String resource, Due due, ApiRequest request, ReplyListener hearing) {
    if (closed) {
      return;
    }
    inFlight.incrementAndGet();
    transport.send(
        request,
        reply -> {
          try {
            listener.acted(actor, operation, resource, due, reply);
            hearing.answered(reply);
          } finally {
            inFlight.decrementAndGet();
          }
        });
  }

  /** Returns how many are under way. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Lets nothing more out. */
  public void close() {
    closed = true;
  }
}
