package io.scaletest.embedded.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.embedded.call.Request;
import io.scaletest.embedded.fault.Faults;
import io.scaletest.embedded.store.Store;
import io.scaletest.embedded.watch.WatchLoop;
import io.scaletest.wire.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A service and requests to it, without sockets. Safe for use by many threads. */
final class TestRequests implements AutoCloseable {
  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final Faults faults = new Faults(1, Ticker.system());
  private final WatchLoop watches = new WatchLoop(loop, Ticker.system(), faults);
  private final ApiService service =
      new ApiService(
          new Store(10_000), faults, new Tokens(), WallClock.anchoredTo(Ticker.system()), 1);

  /** An answer. */
  record Answered(int status, String body) {
    Map<String, Object> object() {
      return JsonTree.ownObject(body.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the object, which must be there. */
    Map<String, Object> ok() {
      assertThat(status).as(body).isBetween(200, 299);
      return object();
    }
  }

  Answered send(String method, String path, String mediaType, String body) {
    int mark = path.indexOf('?');
    var responder = new FakeResponder(watches);
    service.serve(
        new Request(
            method,
            mark < 0 ? path : path.substring(0, mark),
            mark < 0 ? "" : path.substring(mark + 1),
            "application/json",
            mediaType,
            "tester",
            body.getBytes(StandardCharsets.UTF_8)),
        responder);
    assertThat(responder.answers).as(method + " " + path).hasSize(1);
    return new Answered(responder.answers.get(0).status(), responder.body());
  }

  /** Starts a watch; its state may be looked at after {@link #awaitLoop}. */
  FakeResponder watch(String path, String query) {
    var responder = new FakeResponder(watches);
    Request request = new Request("GET", path, query, "", "", "tester", new byte[0]);
    loop.execute(() -> service.serve(request, responder));
    awaitLoop();
    assertThat(responder.streams).as(path).isEqualTo(1);
    return responder;
  }

  /** Waits until everything is done that watches have to do by now. */
  void awaitLoop() {
    for (int i = 0; i < 3; i++) {
      loop.submit(() -> {}).syncUninterruptibly(); // what a task begins is behind the first
    }
  }

  Answered get(String path) {
    return send("GET", path, "", "");
  }

  Answered post(String path, String body) {
    return send("POST", path, "application/json", body);
  }

  Answered put(String path, String body) {
    return send("PUT", path, "application/json", body);
  }

  Answered merge(String path, String body) {
    return send("PATCH", path, "application/merge-patch+json", body);
  }

  Answered delete(String path) {
    return send("DELETE", path, "", "");
  }

  void namespace(String name) {
    post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + name + "\"}}").ok();
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
