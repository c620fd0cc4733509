package io.scaletest.embedded.call;

import io.scaletest.embedded.watch.EventSink;
import io.scaletest.embedded.watch.Watch;
import io.scaletest.embedded.watch.WatchLoop;

/**
 * A responder that hands everything on to another, but for what its subclass does otherwise. For
 * that one's event loop alone.
 */
public abstract class ForwardingResponder implements Responder {
  private final Responder next;

  protected ForwardingResponder(Responder next) {
    this.next = next;
  }

  @Override
  public void answer(Answer answer) {
    next.answer(answer);
  }

  @Override
  public EventSink beginStream(String contentType) {
    return next.beginStream(contentType);
  }

  @Override
  public void fedBy(Watch watch) {
    next.fedBy(watch);
  }

  @Override
  public void reset() {
    next.reset();
  }

  @Override
  public void later(long delayNs, Runnable task) {
    next.later(delayNs, task);
  }

  @Override
  public WatchLoop watches() {
    return next.watches();
  }
}
