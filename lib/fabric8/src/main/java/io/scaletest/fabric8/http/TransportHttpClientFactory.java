package io.scaletest.fabric8.http;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.http.StandardWebSocketBuilder;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketResponse;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import io.fabric8.kubernetes.client.utils.TokenRefreshInterceptor;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.kube.transport.ApiTransport;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Makes fabric8's HTTP clients of one open transport, which stays its opener's to close. Each
 * request, and each try of one that fabric8 repeats, is a request of the transport and seen by its
 * observer. Safe for use by many threads.
 */
public final class TransportHttpClientFactory implements HttpClient.Factory {
  private final ApiTransport transport;
  private final String base;
  private final String pathPrefix;
  private final Executor workers;
  private final FaultHandler faults;
  private final OtherWebSockets others;

  /** Carries exec, attach and port-forward, which the transport does not. */
  @FunctionalInterface
  public interface OtherWebSockets {
    /** Fails each with a sentence that says so. */
    OtherWebSockets NONE =
        (webSocket, listener) ->
            CompletableFuture.failedFuture(
                new UnsupportedOperationException(
                    "exec, attach and port-forward are not measured, and not carried by this"
                        + " client: use a KubernetesClient of fabric8's own HTTP client for "
                        + webSocket.asHttpRequest().uri().getPath()));

    CompletableFuture<WebSocketResponse> open(
        StandardWebSocketBuilder webSocket, WebSocket.Listener listener);
  }

  /**
   * @param transport sends the requests; logs in, encrypts and knows the proxies by itself
   * @param base scheme, host and port of the server that the transport is configured for
   * @param pathPrefix path below which that server's API is; empty for none
   * @param workers where answers and events are handed to fabric8, which parses them there; never
   *     the transport's event loop, whose other requests would wait meanwhile
   * @param faults hears of what fabric8's callbacks throw
   * @param others opens the WebSockets that are no watches
   */
  public TransportHttpClientFactory(
      ApiTransport transport,
      String base,
      String pathPrefix,
      Executor workers,
      FaultHandler faults,
      OtherWebSockets others) {
    this.transport = transport;
    this.base = base;
    this.pathPrefix = pathPrefix;
    this.workers = workers;
    this.faults = faults;
    this.others = others;
  }

  /**
   * {@inheritDoc} Without fabric8's own TLS, proxy and log-in, which are the transport's: it would
   * fill two key stores for them first.
   */
  @Override
  public HttpClient.Builder newBuilder(Config config) {
    return newBuilder(config, TokenRefreshInterceptor.NAME);
  }

  /** Returns a builder as {@link #newBuilder(Config)} does, whose requests log in as fabric8's. */
  public HttpClient.Builder newBuilderWithLogIn(Config config) {
    return newBuilder(config, "");
  }

  private HttpClient.Builder newBuilder(Config config, String withoutInterceptor) {
    TransportHttpClientBuilder builder = newBuilder();
    builder.tag(config.getRequestConfig());
    Map<String, Interceptor> interceptors =
        HttpClientUtils.createApplicableInterceptors(config, this);
    interceptors.remove(withoutInterceptor);
    interceptors.forEach(builder::addOrReplaceInterceptor);
    return builder;
  }

  @Override
  public TransportHttpClientBuilder newBuilder() {
    return new TransportHttpClientBuilder(this);
  }

  ApiTransport transport() {
    return transport;
  }

  String base() {
    return base;
  }

  OtherWebSockets others() {
    return others;
  }

  String pathPrefix() {
    return pathPrefix;
  }

  /**
   * Runs {@code task}, which may throw, on a worker; here where there are none any more, since
   * somebody may wait for what it does.
   */
  void onWorker(Runnable task) {
    Runnable guarded =
        () -> {
          try {
            task.run();
          } catch (Throwable thrown) {
            faults.handle("a callback of fabric8's client", thrown);
          }
        };
    try {
      workers.execute(guarded);
    } catch (RejectedExecutionException e) {
      guarded.run();
    }
  }

  FaultHandler faults() {
    return faults;
  }
}
