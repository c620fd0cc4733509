package io.scaletest.testkit.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Requests that get no answer until a test releases them. Safe for use by many threads. */
public final class Stall {
  private final ScriptedApiServer server;
  private final Predicate<ReceivedRequest> which;

  @GuardedBy("this")
  private final List<ServerExchange> held = new ArrayList<>();

  @GuardedBy("this")
  private boolean released;

  Stall(ScriptedApiServer server, Predicate<ReceivedRequest> which) {
    this.server = server;
    this.which = which;
  }

  /** Holds {@code exchange} where it is one of those to stall. */
  synchronized boolean hold(ServerExchange exchange) {
    boolean holds = !released && which.test(exchange.request());
    if (holds) {
      held.add(exchange);
    }
    return holds;
  }

  /** Returns how many requests have been held so far. */
  public synchronized int held() {
    return held.size();
  }

  /** Waits (three minutes at most) until {@code n} requests are held. */
  public void awaitHeld(int n) {
    server.await("held requests", () -> held() >= n);
  }

  /** Answers those held as the server answers others, and stalls no more. */
  public void release() {
    List<ServerExchange> owed;
    synchronized (this) {
      released = true;
      owed = new ArrayList<>(held);
    }
    owed.forEach(server::answerAtOnce);
  }
}
