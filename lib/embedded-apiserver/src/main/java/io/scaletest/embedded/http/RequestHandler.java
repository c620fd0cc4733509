package io.scaletest.embedded.http;

import io.scaletest.embedded.call.Exchange;
import io.scaletest.embedded.call.Request;

/** Serves requests, each on the event loop of its connection: must not block. */
@FunctionalInterface
public interface RequestHandler {
  void serve(Request request, Exchange exchange);
}
