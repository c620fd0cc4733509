package io.scaletest.kube.transport;

import java.util.Objects;

/**
 * The limits of a transport: connections, streams, queues and timeouts.
 *
 * @param eventLoops threads that do the network's work
 * @param requestConnections most connections to one server for requests; more than one is opened
 *     only when the streams of those before it are all taken
 * @param watchConnections most connections to one server for watches; 0 where these take streams of
 *     the requests' connections
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
   * connections for requests (800 or 2,000 in flight at the usual 100 or 250 streams) and 2,048 for
   * watches (160,000 at 80 each); client-go's 30 s for a connection, which is the handshake's here,
   * too (client-go: 10 s), and its 30 and 15 s for pings.
   */
  private static final TransportLimits DEFAULTS =
      new TransportLimits(
          1, 8, 2_048, 250, 50_000, 60_000, 30_000, 30_000, 15_000, 512 << 20, TlsEngine.AUTOMATIC);

  public TransportLimits {
    atLeastOne("eventLoops", eventLoops);
    atLeastOne("requestConnections", requestConnections);
    if (watchConnections < 0) {
      throw new IllegalArgumentException(
          "watchConnections: must be at least 0, got " + watchConnections);
    }
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

  /** Returns a builder that holds these bounds. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Collects bounds; what is not set stays as it was. For use by one thread. */
  public static final class Builder {
    private int eventLoops;
    private int requestConnections;
    private int watchConnections;
    private int streamsPerConnection;
    private int waiting;
    private int requestTimeoutMs;
    private int connectTimeoutMs;
    private int pingAfterMs;
    private int pingTimeoutMs;
    private int bodyBytes;
    private TlsEngine tls;

    private Builder(TransportLimits from) {
      eventLoops = from.eventLoops;
      requestConnections = from.requestConnections;
      watchConnections = from.watchConnections;
      streamsPerConnection = from.streamsPerConnection;
      waiting = from.waiting;
      requestTimeoutMs = from.requestTimeoutMs;
      connectTimeoutMs = from.connectTimeoutMs;
      pingAfterMs = from.pingAfterMs;
      pingTimeoutMs = from.pingTimeoutMs;
      bodyBytes = from.bodyBytes;
      tls = from.tls;
    }

    /** Sets the number of event loops. */
    public Builder eventLoops(int n) {
      eventLoops = n;
      return this;
    }

    /** Sets the most connections to one server, for requests and for watches (0: the same). */
    public Builder connections(int requests, int watches) {
      requestConnections = requests;
      watchConnections = watches;
      return this;
    }

    /** Sets the most requests that may wait for a stream. */
    public Builder waiting(int n) {
      waiting = n;
      return this;
    }

    /** Sets the most time for a request, and for connecting. */
    public Builder timeoutsMs(int request, int connect) {
      requestTimeoutMs = request;
      connectTimeoutMs = connect;
      return this;
    }

    /** Sets the longest body that a caller reads whole. */
    public Builder bodyBytes(int n) {
      bodyBytes = n;
      return this;
    }

    /** Sets what does the encryption. */
    public Builder tls(TlsEngine engine) {
      tls = engine;
      return this;
    }

    /**
     * Returns the bounds.
     *
     * @throws IllegalArgumentException if one is below 1, or {@code watchConnections} below 0
     */
    public TransportLimits build() {
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
          tls);
    }
  }

  /** What does the encryption. */
  public enum TlsEngine {
    /** BoringSSL where this platform has it, the JDK's otherwise. */
    AUTOMATIC,
    JDK,
    BORINGSSL
  }
}
