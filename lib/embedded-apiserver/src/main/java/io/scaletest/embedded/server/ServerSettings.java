package io.scaletest.embedded.server;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * The settings of an embedded API server.
 *
 * @param host the address to listen on
 * @param port the port; 0 for any free one
 * @param controlPort the port of the control path, on loopback; 0 for any free one
 * @param threads event loops that do all the work
 * @param maxStreams streams that one HTTP/2 connection may have open
 * @param historyLimit how many changes of each resource are kept for watches
 * @param seed of UIDs, generated names and what faults leave to chance
 * @param token a bearer token that is the administrator's, for clients that have no certificate;
 *     empty for none
 * @param faults faults in force from the start
 */
public record ServerSettings(
    String host,
    int port,
    int controlPort,
    int threads,
    int maxStreams,
    int historyLimit,
    long seed,
    String token,
    List<String> faults) {
  /** As kube-apiserver's {@code --http2-max-streams-per-connection} does by default. */
  public static final int DEFAULT_MAX_STREAMS = 250;

  /** A minute of what this server can do at its best would be a million; no client is that slow. */
  public static final int DEFAULT_HISTORY = 50_000;

  public ServerSettings {
    requireBetween("port", port, 0, 65_535);
    requireBetween("control-port", controlPort, 0, 65_535);
    if (new InetSocketAddress(host, 0).isUnresolved()) {
      throw new IllegalArgumentException("host: must be an address of this machine, got " + host);
    }
    requireBetween("threads", threads, 1, 1_024);
    requireBetween("max-streams", maxStreams, 1, 1_000_000);
    requireBetween("history", historyLimit, 1, 100_000_000);
    faults = List.copyOf(faults);
  }

  private static void requireBetween(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + ": must be from " + min + " to " + max + ", got " + value);
    }
  }

  /** Returns what most want: free ports of loopback, a loop for each processor, no faults. */
  public static ServerSettings defaults() {
    return new ServerSettings(
        "127.0.0.1",
        0,
        0,
        Runtime.getRuntime().availableProcessors(),
        DEFAULT_MAX_STREAMS,
        DEFAULT_HISTORY,
        1,
        "",
        List.of());
  }

  public ServerSettings withFaults(String... orders) {
    return new ServerSettings(
        host, port, controlPort, threads, maxStreams, historyLimit, seed, token, List.of(orders));
  }

  public ServerSettings withHistoryLimit(int changes) {
    return new ServerSettings(
        host, port, controlPort, threads, maxStreams, changes, seed, token, faults);
  }
}
