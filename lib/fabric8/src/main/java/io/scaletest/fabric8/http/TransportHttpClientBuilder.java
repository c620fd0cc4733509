package io.scaletest.fabric8.http;

import io.fabric8.kubernetes.client.http.StandardHttpClientBuilder;
import java.util.concurrent.atomic.AtomicBoolean;

/** Builds clients that share the transport and whether they are closed, as fabric8 wants them. */
final class TransportHttpClientBuilder
    extends StandardHttpClientBuilder<
        TransportHttpClient, TransportHttpClientFactory, TransportHttpClientBuilder> {
  TransportHttpClientBuilder(TransportHttpClientFactory factory) {
    super(factory);
  }

  @Override
  public TransportHttpClient build() {
    AtomicBoolean closed = client == null ? new AtomicBoolean() : client.getClosed();
    return new TransportHttpClient(this, closed, clientFactory);
  }

  @Override
  protected TransportHttpClientBuilder newInstance(TransportHttpClientFactory factory) {
    return new TransportHttpClientBuilder(factory);
  }
}
