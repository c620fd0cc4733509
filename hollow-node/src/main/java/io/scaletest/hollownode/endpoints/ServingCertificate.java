package io.scaletest.hollownode.endpoints;

import io.netty.handler.ssl.SslContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * How one kubelet comes by its serving certificate. Called with the lock of the node's loop held,
 * but for {@link #tls}, which any thread may call; nothing here blocks.
 */
interface ServingCertificate {
  /** The machine was switched on; what it had is on its disk. */
  default void start() {}

  /** The machine is off. */
  default void stop() {}

  /**
   * Returns the TLS to serve with, perhaps a moment later; empty as long as there is none, when
   * connections are to be closed, as a handshake without a certificate fails.
   */
  Optional<CompletableFuture<SslContext>> tls();
}
