package io.scaletest.kube.transport;

/**
 * A snapshot of a transport's connections, streams and traffic.
 *
 * @param requestConnections open connections for requests
 * @param watchConnections open connections for watches alone
 * @param requestsInFlight streams taken by requests
 * @param watchesInFlight streams taken by watches
 * @param waiting requests and watches that wait for a stream
 * @param connectionsOpened connections ever opened
 * @param bytesRead bytes received, as on the wire
 * @param bytesWritten bytes sent, as on the wire
 * @param tlsProtocol TLS version of the latest connection; empty before there is one
 * @param tlsCipher cipher suite of the latest connection; empty before there is one
 * @param tlsEngine what does the encryption
 * @param protocol what the latest connection speaks: HTTP/2 or HTTP/1.1; empty before there is one
 * @param proxy what is on the way to the configured server, without secrets; empty where it is
 *     straight
 */
public record TransportStats(
    int requestConnections,
    int watchConnections,
    int requestsInFlight,
    int watchesInFlight,
    int waiting,
    long connectionsOpened,
    long bytesRead,
    long bytesWritten,
    String tlsProtocol,
    String tlsCipher,
    String tlsEngine,
    String protocol,
    String proxy) {}
