package io.scaletest.embedded.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.scaletest.embedded.fault.Faults;
import io.scaletest.embedded.http.Listener;
import io.scaletest.embedded.store.ObjectCollection;
import io.scaletest.embedded.store.Store;
import io.scaletest.http2.socket.SocketKind;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The control API, plain HTTP on a separate port so that no stall of the server affects it:
 *
 * <ul>
 *   <li>{@code GET /faults} lists those in force and how often each has happened; {@code POST
 *       /faults} brings one a line into force; {@code DELETE /faults} or {@code /faults/ID} takes
 *       them back;
 *   <li>{@code POST /goaway}, {@code /drop-connections}, {@code /cut-watches[/RESOURCE]}, {@code
 *       /compact}, {@code /max-streams/N} happen at once;
 *   <li>{@code GET /stats} returns counts of objects, connections and watches.
 * </ul>
 */
final class ControlPath implements AutoCloseable {
  private static final int MAX_ORDER_BYTES = 64 * 1024;
  private static final int MAX_STREAMS = 1_000_000;

  private final HttpServer server;
  private final ExecutorService thread;
  private final Faults faults;
  private final Listener listener;
  private final Store store;

  private record Reply(int status, Object tree) {}

  private ControlPath(
      HttpServer server, ExecutorService thread, Faults faults, Listener listener, Store store) {
    this.server = server;
    this.thread = thread;
    this.faults = faults;
    this.listener = listener;
    this.store = store;
  }

  static ControlPath start(int port, Faults faults, Listener listener, Store store) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      ExecutorService thread = Executors.newSingleThreadExecutor(ControlPath::daemon);
      ControlPath path = new ControlPath(server, thread, faults, listener, store);
      server.setExecutor(thread);
      server.createContext("/", path::handle);
      // The server's thread inherits the daemon status of this one.
      thread.submit(server::start).get();
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "control-port: cannot listen on "
              + port
              + ": "
              + SocketKind.bindFailure(e)
              + "; choose another, or 0 for any free one",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the control path does not start", e);
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "embedded-api-server-control");
    thread.setDaemon(true);
    return thread;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange responder) throws IOException {
    try (responder) {
      Reply reply;
      try {
        byte[] body = responder.getRequestBody().readNBytes(MAX_ORDER_BYTES);
        reply =
            reply(
                responder.getRequestMethod(),
                responder.getRequestURI().getPath(),
                new String(body, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        reply = new Reply(400, JsonTree.of("error", e.getMessage()));
      }
      byte[] json = new JsonWriter().value(reply.tree()).endLine().bytes();
      responder.getResponseHeaders().set("Content-Type", "application/json");
      responder.sendResponseHeaders(reply.status(), json.length);
      responder.getResponseBody().write(json);
    }
  }

  private Reply reply(String method, String path, String body) {
    String[] parts = path.split("/");
    String what = method + " " + (parts.length > 1 ? parts[1] : "");
    Optional<String> argument = parts.length > 2 ? Optional.of(parts[2]) : Optional.empty();
    switch (what) {
      case "GET faults" -> {
        return new Reply(200, reports());
      }
      case "POST faults" -> {
        return new Reply(201, added(body));
      }
      case "DELETE faults" -> {
        return removed(argument);
      }
      case "GET stats" -> {
        return new Reply(200, stats());
      }
      case "POST goaway" -> listener.goAway();
      case "POST drop-connections" -> listener.dropConnections();
      case "POST compact" -> store.compact();
      case "POST cut-watches" ->
          listener.endWatches(
              of -> argument.isEmpty() || of.type().plural().equals(argument.get()));
      case "POST max-streams" -> listener.limitStreams(limit(argument.orElse("")));
      default -> {
        return new Reply(404, JsonTree.of("error", "no such order: " + method + " " + path));
      }
    }
    return new Reply(200, JsonTree.of("done", path.substring(1)));
  }

  private static int limit(String text) {
    int limit = text.matches("[0-9]{1,7}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MAX_STREAMS) {
      throw new IllegalArgumentException(
          "max-streams: must be from 1 to " + MAX_STREAMS + ", got " + text);
    }
    return limit;
  }

  private List<Object> reports() {
    List<Object> list = new ArrayList<>();
    for (Faults.Report report : faults.reports()) {
      list.add(described(report));
    }
    return list;
  }

  private static Map<String, Object> described(Faults.Report fault) {
    return JsonTree.of(
        "id", (long) fault.id(), "fault", fault.order(), "happened", fault.happened());
  }

  private List<Object> added(String body) {
    List<Object> added = new ArrayList<>();
    for (String line : body.lines().filter(each -> !each.isBlank()).toList()) {
      added.add(described(faults.add(line)));
    }
    if (added.isEmpty()) {
      throw new IllegalArgumentException("faults: must name one a line, got nothing");
    }
    return added;
  }

  private Reply removed(Optional<String> id) {
    if (id.isEmpty()) {
      List<Object> last = reports();
      faults.clear();
      return new Reply(200, last);
    }
    boolean known = id.get().matches("[0-9]{1,9}") && faults.remove(Integer.parseInt(id.get()));
    return known
        ? new Reply(200, JsonTree.of("removed", id.get()))
        : new Reply(404, JsonTree.of("error", "no such fault: " + id.get()));
  }

  private Map<String, Object> stats() {
    Map<String, Object> objects = JsonTree.of();
    for (ObjectCollection collection : store.collections()) {
      if (collection.size() > 0) {
        objects.put(collection.type().qualifiedName(), (long) collection.size());
      }
    }
    return JsonTree.of(
        "resourceVersion",
        store.version(),
        "connections",
        (long) listener.connections(),
        "watches",
        (long) listener.watches(),
        "objects",
        objects);
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }
}
