package io.scaletest.kube.transport;

import java.util.Objects;

/**
 * The bounds of a transport.
 *
 * @param eventLoops threads that do the network's work
 * @param requestConnections most connections to one server for requests; more than one is opened
 *     only when the streams of those before it are all taken
 * @param watchConnections most connections to one server for watches
 * @param streamsPerConnection most streams on one connection, where the server allows that many
 * @param waiting most requests (and, apart, watches) to one server that wait for a stream; one more
 *     fails at once, and says so
 * @param requestTimeoutMs a request ends so long after it was given to the transport; a watch that
 *     has no head of an answer by then does, too
 * @param connectTimeoutMs bounds connecting, and then the TLS handshake
 * @param pingAfterMs a connection that has been silent so long gets an HTTP/2 ping
 * @param pingTimeoutMs a connection whose ping is not answered within this is closed
 * @param bodyBytes longest body that a caller reads whole
 * @param tls what does the encryption
 */
public record TransportLimits(
    int eventLoops,
    int requestConnections,
    int watchConnections,
    int streamsPerConnection,
    int waiting,
    int requestTimeoutMs,
    int connectTimeoutMs,
    int pingAfterMs,
    int pingTimeoutMs,
    int bodyBytes,
    TlsEngine tls) {

  /**
   * One event loop, which saturates a core at some ten thousands of requests a second; 8
   * connections for requests (800 or 2,000 in flight at the usual 100 or 250 streams) and 256 for
   * watches (20,000 at 80 each); client-go's 30 and 15 s for pings.
   */
  private static final TransportLimits DEFAULTS =
      new TransportLimits(
          1, 8, 256, 250, 50_000, 60_000, 10_000, 30_000, 15_000, 512 << 20, TlsEngine.AUTOMATIC);

  public TransportLimits {
    atLeastOne("eventLoops", eventLoops);
    atLeastOne("requestConnections", requestConnections);
    atLeastOne("watchConnections", watchConnections);
    atLeastOne("streamsPerConnection", streamsPerConnection);
    atLeastOne("waiting", waiting);
    atLeastOne("requestTimeoutMs", requestTimeoutMs);
    atLeastOne("connectTimeoutMs", connectTimeoutMs);
    atLeastOne("pingAfterMs", pingAfterMs);
    atLeastOne("pingTimeoutMs", pingTimeoutMs);
    atLeastOne("bodyBytes", bodyBytes);
    Objects.requireNonNull(tls, "tls is null");
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": must be at least 1, got " + value);
    }
  }

  /** Returns the bounds that every tool starts with. */
  public static TransportLimits defaults() {
    return DEFAULTS;
  }

  /** Returns these bounds with another number of event loops. */
  public TransportLimits withEventLoops(int n) {
    return new TransportLimits(
        n,
        requestConnections,
        watchConnections,
        streamsPerConnection,
        waiting,
        requestTimeoutMs,
        connectTimeoutMs,
        pingAfterMs,
        pingTimeoutMs,
        bodyBytes,
        tls);
  }

  /** Returns these bounds with other numbers of connections. */
  public TransportLimits withConnections(int requests, int watches) {
    return new TransportLimits(
        eventLoops,
        requests,
        watches,
        streamsPerConnection,
        waiting,
        requestTimeoutMs,
        connectTimeoutMs,
        pingAfterMs,
        pingTimeoutMs,
        bodyBytes,
        tls);
  }

  /** Returns these bounds with another number of requests that may wait. */
  public TransportLimits withWaiting(int n) {
    return new TransportLimits(
        eventLoops,
        requestConnections,
        watchConnections,
        streamsPerConnection,
        n,
        requestTimeoutMs,
        connectTimeoutMs,
        pingAfterMs,
        pingTimeoutMs,
        bodyBytes,
        tls);
  }

  /** Returns these bounds with another time for a request, and for connecting. */
  public TransportLimits withTimeoutsMs(int request, int connect) {
    return new TransportLimits(
        eventLoops,
        requestConnections,
        watchConnections,
        streamsPerConnection,
        waiting,
        request,
        connect,
        pingAfterMs,
        pingTimeoutMs,
        bodyBytes,
        tls);
  }

  /** Returns these bounds with other times for pings. */
  public TransportLimits withPingMs(int after, int timeout) {
    return new TransportLimits(
        eventLoops,
        requestConnections,
        watchConnections,
        streamsPerConnection,
        waiting,
        requestTimeoutMs,
        connectTimeoutMs,
        after,
        timeout,
        bodyBytes,
        tls);
  }

  /** Returns these bounds with another longest body. */
  public TransportLimits withBodyBytes(int n) {
    return new TransportLimits(
        eventLoops,
        requestConnections,
        watchConnections,
        streamsPerConnection,
        waiting,
        requestTimeoutMs,
        connectTimeoutMs,
        pingAfterMs,
        pingTimeoutMs,
        n,
        tls);
  }

  /** Returns these bounds with another engine for the encryption. */
  public TransportLimits withTls(TlsEngine engine) {
    return new TransportLimits(
        eventLoops,
        requestConnections,
        watchConnections,
        streamsPerConnection,
        waiting,
        requestTimeoutMs,
        connectTimeoutMs,
        pingAfterMs,
        pingTimeoutMs,
        bodyBytes,
        engine);
  }
}
