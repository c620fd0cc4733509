package io.scaletest.player.actors;

import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.ReplyListener;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A transport whose requests say that an actor sends them. Closing it closes nothing. */
public final class AgentTransport implements ApiTransport {
  private final ApiTransport transport;
  private final List<String> userAgent;

  public AgentTransport(ApiTransport transport, String userAgent) {
    this.transport = transport;
    this.userAgent = List.of(userAgent);
  }

  private ApiRequest signed(ApiRequest request) {
    Map<String, List<String>> headers = new LinkedHashMap<>(request.headers());
    headers.put("user-agent", userAgent);
    return request.with(headers);
  }

  @Override
  public StreamHandle send(ApiRequest request, ReplyListener listener) {
    return transport.send(signed(request), listener);
  }

  @Override
  public StreamHandle stream(ApiRequest request, StreamListener listener) {
    return transport.stream(signed(request), listener);
  }

  @Override
  public void close() {}
}
