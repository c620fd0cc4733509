package io.scaletest.testkit.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The watches of one path, which send what the test says. Each call acts on all that are open. Safe
 * for use by many threads.
 */
public final class ScriptedWatch {
  private static final String GONE =
      "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},"
          + "\"status\":\"Failure\",\"message\":\"too old resource version: 1 (2)\","
          + "\"reason\":\"Expired\",\"code\":410}}";

  private final ScriptedApiServer server;
  private final String path;

  @GuardedBy("this")
  private final List<ServerExchange> open = new ArrayList<>();

  @GuardedBy("this")
  private final List<ReceivedRequest> requests = new ArrayList<>();

  ScriptedWatch(ScriptedApiServer server, String path) {
    this.server = server;
    this.path = path;
  }

  synchronized boolean takes(ServerExchange exchange) {
    ReceivedRequest request = exchange.request();
    boolean mine = request.pathAlone().equals(path) && ScriptedApiServer.isWatch(request);
    if (mine) {
      requests.add(request);
      open.add(exchange);
      exchange.openStream(200);
    }
    return mine;
  }

  synchronized void closed(ServerConnection connection, int streamId) {
    open.removeIf(exchange -> exchange.isOn(connection, streamId));
  }

  /** Returns how many watches are open now. */
  public synchronized int openCount() {
    return open.size();
  }

  /** Returns every request that opened a watch here, the first first. */
  public synchronized List<ReceivedRequest> requests() {
    return List.copyOf(requests);
  }

  /** Waits (three minutes at most) until {@code n} watches have been opened in all. */
  public void awaitOpened(int n) {
    server.await("opened watches of " + path, () -> requests().size() >= n);
  }

  /** Waits (three minutes at most) until exactly {@code n} watches are open. */
  public void awaitOpenCount(int n) {
    server.await("open watches of " + path, () -> openCount() == n);
  }

  /** Sends one event, with the line's end. */
  public void send(String line) {
    sendBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Sends bytes as they are, perhaps a part of an event, in a frame of their own. */
  public void sendBytes(byte[] bytes) {
    snapshot().forEach(exchange -> exchange.send(bytes));
  }

  /** Ends the watches in order, as a server does after the requested time. */
  public void end() {
    snapshot().forEach(ServerExchange::end);
  }

  /** Resets the watches' streams, as a server that is shut down does. */
  public void cut() {
    snapshot().forEach(ServerExchange::reset);
  }

  /** Sends the error event for a resource version that is too old, then ends the watches. */
  public void expire() {
    send(GONE);
    end();
  }

  private synchronized List<ServerExchange> snapshot() {
    return new ArrayList<>(open);
  }
}
