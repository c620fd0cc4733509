package io.scaletest.hollownode.credentials;

import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.Impersonation;
import io.scaletest.kube.transport.ReplyListener;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import java.util.Optional;

/**
 * The client of one component of one node: its transports, and the user that it impersonates. Sends
 * without blocking; replies come on the transport's event loop.
 *
 * @param requests for watches, pods and all else
 * @param heartbeats for leases and node status, with streams that nothing else takes
 * @param as whom to impersonate, where the connections' user is not the node's
 */
public record NodeClient(
    ApiTransport requests, ApiTransport heartbeats, Optional<Impersonation> as) {

  /** Sends a request, as {@link ApiTransport#send} does. */
  public void send(ApiRequest request, ReplyListener listener) {
    requests.send(own(request), listener);
  }

  /** Sends a request ahead of all but other heartbeats. */
  public void heartbeat(ApiRequest request, ReplyListener listener) {
    heartbeats.send(own(request), listener);
  }

  /** Sends a request whose answer is JSON. */
  public void sendJson(ApiRequest request, ReplyListener listener) {
    requests.send(inOwnName(request), listener);
  }

  /** Opens a watch. */
  public StreamHandle stream(ApiRequest request, StreamListener listener) {
    return requests.stream(own(request), listener);
  }

  /** Opens a watch whose answer is JSON. */
  public StreamHandle streamJson(ApiRequest request, StreamListener listener) {
    return requests.stream(inOwnName(request), listener);
  }

  private ApiRequest inOwnName(ApiRequest request) {
    return as.isEmpty() ? request : request.as(as.get());
  }

  /** Whatever a kubelet or kube-proxy asks for, it takes protobuf. */
  private ApiRequest own(ApiRequest request) {
    return inOwnName(request.accepting(ApiRequest.PROTOBUF_OR_JSON));
  }
}
