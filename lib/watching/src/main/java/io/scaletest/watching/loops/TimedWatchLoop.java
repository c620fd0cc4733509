package io.scaletest.watching.loops;

import static io.scaletest.wire.http.HttpStatus.TOO_MANY_REQUESTS;

import io.scaletest.common.latency.CompactLatencySeries;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.watching.heads.EventHead;
import io.scaletest.watching.heads.EventType;
import io.scaletest.watching.heads.ListHead;
import io.scaletest.watching.object.ObjectState;
import io.scaletest.watching.object.ServerStatus;
import io.scaletest.watching.object.UnreadableAnswerException;
import io.scaletest.watching.steps.Backoff;
import io.scaletest.watching.steps.BlindTime;
import io.scaletest.watching.steps.OpenAnswer;
import io.scaletest.watching.steps.Retries;
import io.scaletest.watching.steps.SerialMailbox;
import io.scaletest.watching.steps.Steps;
import io.scaletest.watching.steps.WatchLifetime;
import io.scaletest.wire.url.PercentEncoding;
import java.util.random.RandomGenerator;

/**
 * One loop: lists, watches from the list's version until the watch ends, and begins again. After a
 * failure it waits first, longer each time; an event, or a watch of a second, makes the waits short
 * again.
 *
 * <p>No thread of its own, and no copy of the objects: everything happens in a mailbox, on the
 * transport's event loops and the timers' thread.
 *
 * <p><i>Source:</i> contract, "flunder-watch".
 */
public final class TimedWatchLoop {
  private final LoopParts parts;
  private final Turns listTurns;
  private final UpdateStamps stamps;
  private final int number;
  private final String selector;
  private final RandomGenerator random;
  private final LoopCounts counts = new LoopCounts();
  private final SerialMailbox mailbox = new SerialMailbox(this::fault);
  private final Steps steps;
  private final Backoff backoff;
  private final Retries retries = new Retries();
  private final BlindTime blindTime = new BlindTime();
  private final Answer answer = new Answer();

  private volatile boolean open;
  private volatile long startedNs;
  private volatile long establishNs = NOT_ESTABLISHED;

  /** Made for the first notification that carries a stamp: most watchers never have one. */
  private volatile CompactLatencySeries notified;

  // All below: touched by the mailbox's tasks only.
  private long seenVersion = ObjectState.NO_VERSION;
  private int expectedObjects;
  private long eventsOfWatch;

  /** How long the watch under way is to last. */
  private WatchLifetime lifetime = new WatchLifetime(0);

  /** What the list under way has taken in earlier attempts, without waits for a turn. */
  private long listedSoFarNs;

  /** Asks once more for the watch that is asked for now. */
  private Runnable askAgain = () -> {};

  /** When the watch under way was asked for first. */
  private long watchAskedNs;

  /** What {@link #establishNs} returns before the first watch is open. */
  public static final long NOT_ESTABLISHED = -1;

  TimedWatchLoop(
      LoopParts parts, Turns listTurns, UpdateStamps stamps, int number, RandomGenerator random) {
    this.parts = parts;
    this.listTurns = listTurns;
    this.stamps = stamps;
    this.number = number;
    this.selector = parts.selectors().apply(number);
    this.random = random;
    this.steps = new Steps(mailbox::post, parts.timers());
    this.backoff = new Backoff(random);
  }

  void start() {
    startedNs = parts.ticker().nanos();
    mailbox.post(this::list);
  }

  void stop() {
    mailbox.post(
        () -> {
          steps.close();
          open = false;
        });
  }

  /** Closes an open watch and begins again with a list. */
  void drop() {
    mailbox.post(
        () -> {
          if (open) {
            counts.increment(LoopCount.WATCHES_BROKEN);
            closed(parts.ticker().nanos());
            list();
          }
        });
  }

  /** Returns its number, from 1. */
  public int number() {
    return number;
  }

  /** Returns what it has been through. */
  public LoopCounts counts() {
    return counts;
  }

  /** Tells whether a watch is open. */
  public boolean isOpen() {
    return open;
  }

  /** Returns how long it took from the start to the first open watch. */
  public long establishNs() {
    return establishNs;
  }

  /** Returns how late it heard of changes: {@link LoopLatencies#notification} of it alone. */
  public LatencySummary notifications() {
    CompactLatencySeries series = notified;
    return series == null ? new CompactLatencySeries().summary() : series.summary();
  }

  private void list() {
    retries.begin();
    listedSoFarNs = 0;
    askForList();
  }

  private void askForList() {
    if (!steps.next()) {
      return;
    }
    long asked = steps.current();
    listTurns.enter(() -> mailbox.post(() -> sendList(asked)));
  }

  private void sendList(long asked) {
    if (!steps.isCurrent(asked)) {
      listTurns.leave();
      return;
    }
    parts
        .transport()
        .send(
            ApiRequest.get(parts.path() + (selector.isEmpty() ? "" : "?" + selector))
                .accepting(parts.reader().listAccept()),
            reply ->
                mailbox.post(
                    () -> {
                      try {
                        listed(asked, reply);
                      } finally {
                        listTurns.leave();
                      }
                    }));
  }

  private void listed(long asked, ApiReply reply) {
    if (!steps.isCurrent(asked)) {
      return;
    }
    if (!reply.succeeded()) {
      countThrottling(reply.status());
      if (retries.take(reply.retryAfterS())) {
        retryList(reply);
      } else if (reply.status() == 0) {
        listFailed(reply.failure(), backoff.nextNs());
      } else {
        ServerStatus status = parts.reader().refusal(reply.status(), reply.body());
        listFailed(said(status), backoff.nextNs(status));
      }
      return;
    }
    parts.latencies().list().record(listedSoFarNs + reply.answeredNs() - reply.queuedNs());
    counts.add(LoopCount.LIST_BYTES, reply.body().length);
    ListHead list;
    try {
      list = parts.reader().list(reply.body(), seenVersion, stamps::isUpdate);
    } catch (UnreadableAnswerException e) {
      counts.increment(LoopCount.UNREADABLE_ANSWERS);
      listFailed(e.getMessage(), backoff.nextNs());
      return;
    }
    countList(list, reply.answeredNs());
    watch(list.resourceVersion());
  }

  private void retryList(ApiReply refused) {
    retry(
        "List",
        refused.status(),
        refused.failure(),
        refused.retryAfterS(),
        () -> {
          listedSoFarNs += parts.ticker().nanos() - refused.queuedNs();
          askForList();
        });
  }

  private void countThrottling(int status) {
    if (status == TOO_MANY_REQUESTS) {
      counts.increment(LoopCount.THROTTLED);
    }
  }

  private void retry(String what, int status, String why, int afterS, Runnable next) {
    counts.increment(LoopCount.RETRIES);
    if (steps.next()) {
      steps.after(Retries.delayNs(afterS), next);
      String answer = status == 0 ? "" : status + " ";
      parts.listener().onRetry(number, what + ": " + answer + why, Retries.delayNs(afterS));
    }
  }

  private void countList(ListHead list, long nowNs) {
    if (counts.get(LoopCount.LISTS) > 0) {
      var missed =
          new Missed(list.newer(), list.objects(), expectedObjects, blindTime.soFar(nowNs));
      counts.increment(LoopCount.RELISTS);
      counts.add(LoopCount.MISSED_AT_LEAST, missed.atLeast());
      parts.listener().onRelisted(number, missed);
    }
    counts.increment(LoopCount.LISTS);
    expectedObjects = list.objects();
    seenVersion = ObjectState.version(list.resourceVersion());
  }

  private void listFailed(String why, long delayNs) {
    counts.increment(LoopCount.LIST_FAILURES);
    listAfter(delayNs);
    parts.listener().onListFailure(number, why, delayNs);
  }

  private void watch(String resourceVersion) {
    if (!steps.next()) {
      return;
    }
    retries.begin();
    lifetime = parts.lifetimes().apply(random);
    parts.listener().onWatching(number, resourceVersion, lifetime.seconds());
    watchAskedNs = parts.ticker().nanos();
    askAgain = () -> askForWatch(resourceVersion);
    askAgain.run();
  }

  private void askForWatch(String resourceVersion) {
    if (!steps.next()) {
      return;
    }
    eventsOfWatch = 0;
    var opening =
        new OpenAnswer(
            mailbox::post,
            steps,
            parts.reader().framing(),
            answer,
            parts.ticker().nanos(),
            parts.bytesPerSecond());
    steps.after(
        lifetime.deadAfterNs(),
        () ->
            answer.ended(
                opening, "the server kept it open beyond its time limit", parts.ticker().nanos()));
    String query =
        "?resourceVersion="
            + PercentEncoding.encoded(resourceVersion)
            + "&timeoutSeconds="
            + lifetime.seconds()
            + "&watch=true"
            + (selector.isEmpty() ? "" : "&" + selector);
    ApiRequest request = ApiRequest.get(parts.path() + query).accepting(parts.reader().accept());
    steps.hold(parts.transport().stream(request, opening));
  }

  /** What the server sends in a watch. */
  private final class Answer implements OpenAnswer.Events {
    @Override
    public void opened(OpenAnswer from, long nowNs) {
      counts.increment(LoopCount.WATCHES);
      counts.add(LoopCount.BLIND_NS, blindTime.end(nowNs));
      open = true;
      parts.latencies().open().record(nowNs - watchAskedNs);
      boolean first = establishNs == NOT_ESTABLISHED;
      if (first) {
        establishNs = nowNs - startedNs;
        parts.latencies().establish().record(establishNs);
      }
      parts.listener().onOpened(number, first);
    }

    @Override
    public void received(OpenAnswer from, int count) {
      counts.add(LoopCount.WATCH_BYTES, count);
    }

    @Override
    public void event(OpenAnswer from, byte[] bytes, int offset, int length)
        throws UnreadableAnswerException {
      EventHead head = parts.reader().event(bytes, offset, length);
      if (head.stampEpochMs() != ObjectState.NO_TIME) {
        notified(head, parts.ticker().nanos());
      }
      parts.listener().onEvent(number, head, parts.reader(), bytes, offset, length);
      if (head.type() == EventType.ERROR) {
        counts.increment(LoopCount.EVENTS_ERROR);
        ServerStatus status = parts.reader().failure(bytes, offset, length);
        brokeOff(said(status), from.readNs(), backoff.nextNs(status));
        return;
      }
      count(head);
      backoff.reset();
    }

    @Override
    public void unreadable(UnreadableAnswerException cause) {
      counts.increment(LoopCount.UNREADABLE_ANSWERS);
      brokeOff(cause.getMessage(), parts.ticker().nanos(), backoff.nextNs());
    }

    @Override
    public void ended(OpenAnswer from, String failure, long nowNs) {
      boolean lasting = nowNs - from.openedNs() >= WatchLifetime.SHORT_NS;
      if (from.isRefused()) {
        refused(from, parts.reader().refusal(from.status(), from.refusal()));
      } else if (from.status() == 0) {
        neverOpen(from, failure, nowNs);
      } else {
        if (lasting) {
          backoff.reset();
        }
        if (!failure.isEmpty()) {
          brokeOff(failure, nowNs, backoff.nextNs());
        } else if (lasting || eventsOfWatch > 0) {
          if (nowNs - from.openedNs() < lifetime.shortBelowNs()) {
            counts.increment(LoopCount.WATCHES_CUT_SHORT);
          }
          closed(nowNs);
          list();
        } else {
          brokeOff("it ended at once", nowNs, backoff.nextNs());
        }
      }
    }
  }

  /**
   * Records how late a change that carries a stamp is. One that the list told of already is none; a
   * server sends such where it takes the list's version for "any".
   */
  private void notified(EventHead head, long nowNs) {
    boolean listed = head.version() != ObjectState.NO_VERSION && head.version() <= seenVersion;
    boolean foreign = head.type() == EventType.MODIFIED && !stamps.isUpdate(head);
    if (listed || foreign) {
      return;
    }
    long ns = parts.wallClock().nanosSince(head.stampEpochMs(), nowNs);
    parts.latencies().notification().record(ns);
    CompactLatencySeries own = notified;
    if (own == null) {
      own = new CompactLatencySeries();
      notified = own;
    }
    own.record(ns);
  }

  private void refused(OpenAnswer watch, ServerStatus status) {
    countThrottling(watch.status());
    if (retries.take(watch.retryAfterS())) {
      retry("Watch", watch.status(), said(status), watch.retryAfterS(), askAgain);
    } else {
      watchFailed(said(status), backoff.nextNs(status));
    }
  }

  /**
   * A watch whose connection is lost before its answer, again and again, counts as one that ended,
   * as with client-go; one that cannot even be asked for has failed.
   */
  private void neverOpen(OpenAnswer watch, String failure, long nowNs) {
    if (retries.take(watch.retryAfterS())) {
      retry("Watch", 0, failure, watch.retryAfterS(), askAgain);
    } else if (watch.retryAfterS() == ApiReply.NO_RETRY) {
      watchFailed(failure, backoff.nextNs());
    } else {
      brokeOff(failure, nowNs, backoff.nextNs());
    }
  }

  private void count(EventHead head) {
    switch (head.type()) {
      case ADDED -> {
        counts.increment(LoopCount.EVENTS_ADDED);
        expectedObjects++;
      }
      case MODIFIED -> counts.increment(LoopCount.EVENTS_MODIFIED);
      case DELETED -> {
        counts.increment(LoopCount.EVENTS_DELETED);
        expectedObjects--;
      }
      default -> counts.increment(LoopCount.EVENTS_BOOKMARK);
    }
    eventsOfWatch++;
    seenVersion = Math.max(seenVersion, head.version());
  }

  private void watchFailed(String why, long delayNs) {
    counts.increment(LoopCount.WATCH_FAILURES);
    listAfter(delayNs);
    parts.listener().onWatchFailure(number, why, delayNs);
  }

  private void brokeOff(String why, long nowNs, long delayNs) {
    counts.increment(LoopCount.WATCHES_BROKEN);
    listAfter(delayNs);
    parts.listener().onWatchBroken(number, why, delayNs);
    closed(nowNs);
  }

  private void closed(long nowNs) {
    if (open) {
      open = false;
      blindTime.begin(nowNs);
      parts.listener().onWatchEnded(number);
    }
  }

  private void listAfter(long delayNs) {
    if (steps.next()) {
      steps.after(delayNs, this::list);
    }
  }

  private void fault(String where, Throwable thrown) {
    counts.increment(LoopCount.FAULTS);
    parts.faults().handle(where, thrown);
  }

  private static String said(ServerStatus status) {
    return status.text().isEmpty() ? "HTTP " + status.code() : status.text();
  }
}
