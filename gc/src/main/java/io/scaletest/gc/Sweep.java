package io.scaletest.gc;

import static io.scaletest.wire.http.HttpStatus.FORBIDDEN;
import static io.scaletest.wire.http.HttpStatus.GONE;
import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;
import static io.scaletest.wire.http.HttpStatus.TOO_MANY_REQUESTS;

import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiRequest.BodyUse;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import io.scaletest.wire.url.PercentEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongPredicate;
import tools.jackson.core.JacksonException;

/**
 * Lists the scaletest objects of one kind page by page and deletes those of a selection, several at
 * a time; then looks what of them stays. Running it again finds what is left, so it may be broken
 * off anywhere.
 *
 * <p>Used by one thread, which waits for the answers.
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

  private static final int FIRST_SERVER_ERROR = 500;
  private static final byte[] NO_BODY = {};

  /** Answers of a patch whose test failed, or whose object is gone or has changed. */
  private static final Set<Integer> OVERTAKEN = Set.of(NOT_FOUND, 409, 422);

  /** What an object owns goes with it, also where the kind's own default leaves it (Jobs). */
  private static final String WITH_DEPENDANTS = "?propagationPolicy=Background";

  private final ApiTransport transport;
  private final ServedKind kind;
  private final Selection selection;
  private final boolean dryRun;
  private final Set<String> finalizers;
  private final LongPredicate pauseMs;
  private final Consumer<SweepCount> progress;
  private String collection;
  private SweepCount count = SweepCount.NOTHING;
  private Remains remains = Remains.NOTHING;
  private boolean answered = true;
  private String note = "";

  /**
   * @param finalizers those that nobody sees to any more, to be taken from what is being deleted
   * @param pauseMs waits for as many milliseconds; false if the tool is to stop instead
   * @param progress hears the count after each page but the last
   */
  Sweep(
      ApiTransport transport,
      ServedKind kind,
      Selection selection,
      boolean dryRun,
      Set<String> finalizers,
      LongPredicate pauseMs,
      Consumer<SweepCount> progress) {
    this.transport = transport;
    this.kind = kind;
    this.selection = selection;
    this.dryRun = dryRun;
    this.finalizers = Set.copyOf(finalizers);
    this.pauseMs = pauseMs;
    this.progress = progress;
    this.collection = kind.collection();
  }

  ServedKind kind() {
    return kind;
  }

  /**
   * Goes through all objects once, deleting what is meant. What another object controls is left for
   * {@link #settle}: it goes with its controller, which would make it anew as long as it is there.
   * A kind that the server does not know (any more) counts as empty.
   */
  SweepCount run() {
    count = SweepCount.NOTHING;
    String failure = forEachPage(this::sweepPage, this::beginAnew);
    if (!failure.isEmpty()) {
      count = count.brokenOffBy(failure);
    }
    return count;
  }

  /**
   * Looks again what is there: deletes what lost its controller, or was made anew by it, and notes
   * what is being deleted still, which loses the finalizers that are to go. Objects that are newer
   * than the sweep are none of its business.
   *
   * @return whether there is nothing more to wait for
   */
  boolean settle() {
    SweepCount before = count;
    remains = Remains.NOTHING;
    String failure = forEachPage(this::settlePage, () -> remains = Remains.NOTHING);
    if (!failure.isEmpty()) {
      count = count.brokenOffBy(failure);
    }
    boolean failed = count.failed() > before.failed() || !count.failure().equals(before.failure());
    return failed || (remains.isNothing() && count.deleted() == before.deleted());
  }

  /** Returns what became of the objects, as far as {@link #settle} saw last. */
  SweepCount result() {
    return count.settled(remains.count());
  }

  /** Returns what was there still at the last look: for a sweep that is not settled. */
  String open() {
    return remains.isNothing()
        ? "what is deleted is made anew: what controls it is not among what is deleted"
        : remains.toString();
  }

  /** Tells whether the server answered the last list, in whatever way. */
  boolean isAnswered() {
    return answered;
  }

  /** Returns what the user should know of how the objects were listed; empty if nothing. */
  String note() {
    return note;
  }

  private void sweepPage(List<ListedObject> objects) {
    count = count.plus(new SweepCount(objects.size(), 0, 0, 0, ""));
    if (!dryRun) {
      delete(objects.stream().filter(o -> !o.beingDeleted() && !o.controlled()).toList());
    }
  }

  private void settlePage(List<ListedObject> objects) {
    List<ListedObject> leaving = objects.stream().filter(ListedObject::beingDeleted).toList();
    remains = remains.plus(leaving);
    release(
        leaving.stream()
            .filter(o -> o.finalizers().stream().anyMatch(finalizers::contains))
            .toList());
    delete(objects.stream().filter(o -> !o.beingDeleted() && o.controlled()).toList());
  }

  /** What was found so far and is still there will be found again. */
  private void beginAnew() {
    long done = count.deleted() + count.alreadyGone();
    count = new SweepCount(done, count.deleted(), count.alreadyGone(), 0, "");
  }

  /**
   * Lists what is meant.
   *
   * @param anew is told when the list begins anew
   * @return why the list broke off; empty where it did not
   */
  private String forEachPage(Consumer<List<ListedObject>> each, Runnable anew) {
    String token = "";
    int restarts = 0;
    while (true) {
      ApiReply reply = list(token);
      answered = reply.status() != 0;
      if (reply.status() == NOT_FOUND) {
        return "";
      }
      if (reply.status() == GONE && restarts < MAX_RESTARTS) {
        restarts++;
        token = "";
        anew.run();
        continue;
      }
      if (!reply.succeeded()) {
        return "cannot list: " + reply.failure();
      }
      try {
        ObjectPage page = ObjectPage.parse(reply.body());
        token = page.continueToken();
        each.accept(page.objects().stream().filter(selection::covers).toList());
      } catch (JacksonException e) {
        return "cannot list: the answer is not JSON: " + e.getOriginalMessage();
      }
      if (token.isEmpty()) {
        return "";
      }
      progress.accept(count);
      if (!pauseMs.test(0)) {
        return "stopped";
      }
    }
  }

  private ApiReply list(String token) {
    ApiReply reply = listOf(collection, token);
    boolean everywhere = collection.equals(kind.collection()) && token.isEmpty();
    if (reply.status() != FORBIDDEN || !everywhere || !kind.namespaced()) {
      return reply;
    }
    // Who has rights in the tools' namespace alone can have made objects nowhere else.
    String own = kind.collectionIn(ScaletestNames.NAMESPACE);
    ApiReply inOwn = listOf(own, token);
    if (!inOwn.succeeded()) {
      return reply;
    }
    collection = own;
    note = "only in namespace " + ScaletestNames.NAMESPACE + ": " + reply.failure();
    return inOwn;
  }

  private ApiReply listOf(String path, String token) {
    String page = token.isEmpty() ? "" : "&continue=" + PercentEncoding.encoded(token);
    String query = "?labelSelector=" + ScaletestNames.LABEL_SELECTOR + "&limit=" + PAGE_SIZE + page;
    ApiRequest request = ApiRequest.get(path + query).accepting(ObjectPage.MEDIA_TYPES);
    for (int attempt = 1; ; attempt++) {
      ApiReply reply = transport.sendAndWait(request);
      if (reply.status() != TOO_MANY_REQUESTS || isLast(attempt)) {
        return reply;
      }
    }
  }

  private void delete(List<ListedObject> objects) {
    List<ListedObject> due = objects;
    for (int attempt = 1; !due.isEmpty(); attempt++) {
      List<ApiReply> replies = sendAll(due, this::deletion);
      boolean last = replies.stream().noneMatch(Sweep::mayPass) || isLast(attempt);
      List<ListedObject> again = new ArrayList<>();
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

  /** Takes finalizers away; what was changed or has gone meanwhile is seen at the next look. */
  private void release(List<ListedObject> objects) {
    List<ApiReply> replies = sendAll(objects, this::withoutFinalizers);
    for (int i = 0; i < objects.size(); i++) {
      ApiReply reply = replies.get(i);
      if (!reply.succeeded() && !mayPass(reply) && !OVERTAKEN.contains(reply.status())) {
        // It is among what remains: counted there, and not as failed once more.
        count =
            count.brokenOffBy(
                "cannot take finalizers from " + objects.get(i) + ": " + reply.failure());
      }
    }
  }

  private ApiRequest deletion(ListedObject object) {
    return new ApiRequest(
        "DELETE",
        kind.pathOf(object) + WITH_DEPENDANTS,
        "",
        NO_BODY,
        BodyUse.ON_ERROR,
        Optional.empty());
  }

  /** Only if nobody has changed them since. */
  private ApiRequest withoutFinalizers(ListedObject object) {
    List<String> left =
        object.finalizers().stream().filter(each -> !finalizers.contains(each)).toList();
    String path = "/metadata/finalizers";
    byte[] body =
        JsonWriter.bytes(
            List.of(
                JsonTree.of("op", "test", "path", path, "value", object.finalizers()),
                JsonTree.of("op", "replace", "path", path, "value", left)));
    return ApiRequest.jsonPatch(kind.pathOf(object), body);
  }

  private List<ApiReply> sendAll(
      List<ListedObject> objects, Function<ListedObject, ApiRequest> request) {
    var free = new Semaphore(MAX_IN_FLIGHT);
    var replies = new ArrayList<CompletableFuture<ApiReply>>(objects.size());
    for (ListedObject object : objects) {
      free.acquireUninterruptibly();
      var answer = new CompletableFuture<ApiReply>();
      replies.add(answer);
      transport.send(
          request.apply(object),
          reply -> {
            free.release();
            answer.complete(reply);
          });
    }
    return replies.stream().map(CompletableFuture::join).toList();
  }

  private static SweepCount outcome(ListedObject object, ApiReply reply) {
    if (reply.succeeded()) {
      return new SweepCount(0, 1, 0, 0, "");
    }
    if (reply.status() == NOT_FOUND) {
      return new SweepCount(0, 0, 1, 0, "");
    }
    return new SweepCount(0, 0, 0, 1, "cannot delete " + object + ": " + reply.failure());
  }

  /** Whether a failure may pass by itself: no answer, too many requests, a fault of the server. */
  private static boolean mayPass(ApiReply reply) {
    return !reply.succeeded()
        && (reply.status() == 0
            || reply.status() == TOO_MANY_REQUESTS
            || reply.status() >= FIRST_SERVER_ERROR);
  }
}
