package io.scaletest.hollownode.endpoints;

import io.netty.handler.ssl.SslContext;
import io.scaletest.hollownode.node.NodeContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A certificate that signs itself, made when the node is switched on for the first time: thousands
 * that were made when a scraper connects would be too late for it.
 */
final class SelfSignedCertificate implements ServingCertificate {
  private final NodeContext node;
  private final Executor worker;
  private CompletableFuture<SslContext> tls;

  /**
   * @param worker makes certificates, which takes milliseconds
   */
  SelfSignedCertificate(NodeContext node, Executor worker) {
    this.node = node;
    this.worker = worker;
  }

  @Override
  public void start() {
    var unused = tls();
  }

  @Override
  public synchronized Optional<CompletableFuture<SslContext>> tls() {
    if (tls == null) {
      tls =
          CompletableFuture.supplyAsync(
              () -> ServingTls.selfSigned(node.node(), node.loop().wallClock().now()), worker);
    }
    return Optional.of(tls);
  }
}
