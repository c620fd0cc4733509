package io.scaletest.kube.transport;

/** The callback of one request. Called on an event loop: must not block. */
@FunctionalInterface
public interface ReplyListener {
  /**
   * The request is over: called once, on one of the transport's event loops, or within {@link
   * ApiTransport#send} where the transport refuses the request. Must not block. What it throws is
   * handed to the transport's {@link io.scaletest.common.fault.FaultHandler}.
   */
  void answered(ApiReply reply);
}
