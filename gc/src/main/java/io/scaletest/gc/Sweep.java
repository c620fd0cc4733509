package io.scaletest.gc;

import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiRequest.BodyUse;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.wire.url.PercentEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import tools.jackson.core.JacksonException;

/**
 * Lists the scaletest objects of a collection page by page and deletes those of a selection,
 * several at a time. Running it again finds what is left, so it may be broken off anywhere.
 *
 * <p>Used by one thread.
 */
final class Sweep {
  /** Objects asked for at a time: what kubectl asks for. */
  static final int PAGE_SIZE = 500;

  /** Deletions under way at a time: enough to keep a server busy, few enough not to crowd it. */
  static final int MAX_IN_FLIGHT = 50;

  /** Times that a request is sent before its failure counts. */
  static final int MAX_ATTEMPTS = 6;

  /** Wait before the second attempt; before the n-th it is n-1 times this. */
  static final long RETRY_DELAY_MS = 1_000;

  /** Lists begun anew because the server had forgotten the snapshot of the earlier one. */
  static final int MAX_RESTARTS = 10;

  private static final int GONE = 410;
  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int FIRST_SERVER_ERROR = 500;
  private static final byte[] NO_BODY = {};

  private final ApiTransport transport;
  private final ResourceKind kind;
  private final Selection selection;
  private final boolean dryRun;
  private final LongPredicate pauseMs;
  private final Consumer<SweepCount> progress;
  private SweepCount count = SweepCount.NOTHING;
  private boolean answered = true;

  /**
   * @param pauseMs waits for as many milliseconds; false if the tool is to stop instead
   * @param progress hears the count after each page but the last
   */
  Sweep(
      ApiTransport transport,
      ResourceKind kind,
      Selection selection,
      boolean dryRun,
      LongPredicate pauseMs,
      Consumer<SweepCount> progress) {
    this.transport = transport;
    this.kind = kind;
    this.selection = selection;
    this.dryRun = dryRun;
    this.pauseMs = pauseMs;
    this.progress = progress;
  }

  /** Sweeps the collection at a path. One that the server does not know counts as empty. */
  SweepCount run(String collectionPath) {
    count = SweepCount.NOTHING;
    String token = "";
    int restarts = 0;
    while (true) {
      ApiReply reply = list(collectionPath, token);
      answered = reply.status() != 0;
      if (reply.status() == NOT_FOUND) {
        return count;
      }
      if (reply.status() == GONE && restarts < MAX_RESTARTS) {
        restarts++;
        token = "";
        count = new SweepCount(0, count.deleted(), count.alreadyGone(), 0, "");
        continue;
      }
      if (!reply.succeeded()) {
        return count.brokenOffBy("cannot list: " + reply.failure());
      }
      try {
        ObjectPage page = ObjectPage.parse(reply.body());
        token = page.continueToken();
        sweepPage(
            collectionPath,
            page.names().stream().filter(name -> selection.covers(kind, name)).toList());
      } catch (JacksonException e) {
        return count.brokenOffBy("cannot list: the answer is not JSON: " + e.getOriginalMessage());
      }
      if (token.isEmpty()) {
        return count;
      }
      progress.accept(count);
      if (!pauseMs.test(0)) {
        return count.brokenOffBy("stopped");
      }
    }
  }

  /** Tells whether the server answered the last list, in whatever way. */
  boolean isAnswered() {
    return answered;
  }

  private ApiReply list(String collectionPath, String token) {
    String page = token.isEmpty() ? "" : "&continue=" + PercentEncoding.encoded(token);
    ApiRequest request =
        ApiRequest.get(
            collectionPath
                + "?labelSelector="
                + selection.selector(kind)
                + "&limit="
                + PAGE_SIZE
                + page);
    for (int attempt = 1; ; attempt++) {
      ApiReply reply = transport.sendAndWait(request);
      if (reply.status() != TOO_MANY_REQUESTS || isLast(attempt)) {
        return reply;
      }
    }
  }

  private void sweepPage(String collectionPath, List<String> names) {
    count = count.plus(new SweepCount(names.size(), 0, 0, 0, ""));
    if (dryRun) {
      return;
    }
    List<String> due = names;
    for (int attempt = 1; !due.isEmpty(); attempt++) {
      List<ApiReply> replies = sendAll(collectionPath, due);
      boolean last = replies.stream().noneMatch(Sweep::mayPass) || isLast(attempt);
      List<String> again = new ArrayList<>();
      for (int i = 0; i < due.size(); i++) {
        ApiReply reply = replies.get(i);
        if (mayPass(reply) && !last) {
          again.add(due.get(i));
        } else {
          count = count.plus(outcome(due.get(i), reply));
        }
      }
      due = again;
    }
  }

  /** Waits before the next attempt; returns true if there is to be none. */
  private boolean isLast(int attempt) {
    return attempt == MAX_ATTEMPTS || !pauseMs.test(RETRY_DELAY_MS * attempt);
  }

  private List<ApiReply> sendAll(String collectionPath, List<String> names) {
    var free = new Semaphore(MAX_IN_FLIGHT);
    var replies = new ArrayList<CompletableFuture<ApiReply>>(names.size());
    for (String name : names) {
      free.acquireUninterruptibly();
      var deletion =
          new ApiRequest(
              "DELETE",
              collectionPath + "/" + PercentEncoding.encoded(name),
              "",
              NO_BODY,
              BodyUse.ON_ERROR,
              Optional.empty());
      var answer = new CompletableFuture<ApiReply>();
      replies.add(answer);
      transport.send(
          deletion,
          reply -> {
            free.release();
            answer.complete(reply);
          });
    }
    return replies.stream().map(CompletableFuture::join).toList();
  }

  private static SweepCount outcome(String name, ApiReply reply) {
    if (reply.succeeded()) {
      return new SweepCount(0, 1, 0, 0, "");
    }
    if (reply.status() == NOT_FOUND) {
      return new SweepCount(0, 0, 1, 0, "");
    }
    return new SweepCount(0, 0, 0, 1, "cannot delete " + name + ": " + reply.failure());
  }

  /** Whether a failure may pass by itself: no answer, too many requests, a fault of the server. */
  private static boolean mayPass(ApiReply reply) {
    return !reply.succeeded()
        && (reply.status() == 0
            || reply.status() == TOO_MANY_REQUESTS
            || reply.status() >= FIRST_SERVER_ERROR);
  }
}
