package io.scaletest.watching.reflector;

import static io.scaletest.wire.http.HttpStatus.TOO_MANY_REQUESTS;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.timer.Timers;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.watching.object.ListPage;
import io.scaletest.watching.object.ObjectDecoder;
import io.scaletest.watching.object.ObjectState;
import io.scaletest.watching.object.ServerStatus;
import io.scaletest.watching.object.UnreadableAnswerException;
import io.scaletest.watching.object.WatchEvent;
import io.scaletest.watching.steps.Backoff;
import io.scaletest.watching.steps.BlindTime;
import io.scaletest.watching.steps.OpenAnswer;
import io.scaletest.watching.steps.Refusals;
import io.scaletest.watching.steps.Retries;
import io.scaletest.watching.steps.SerialMailbox;
import io.scaletest.watching.steps.Steps;
import io.scaletest.watching.steps.WatchLifetime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Lists a collection, watches it, and keeps at it: whatever ends or breaks is begun again, from
 * where the watch had got if the server still knows, otherwise with a new list, whose differences
 * are passed on as changes.
 *
 * <p>Wholly asynchronous: no thread of its own, so one process can run thousands. Everything
 * happens in {@link SerialMailbox}, one thing after the other, on the transport's event loops and
 * the timers' thread; no field below needs more.
 *
 * <p><i>Source:</i> client-go's reflector, for what it asks and when it asks again; differences are
 * in docs/adr/0006-own-reflector.md.
 */
public final class Reflector implements AutoCloseable {
  /** A page that takes longer is asked for again. The API server's own limit is 60 s. */
  static final long PAGE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(90);

  /** How long a streamed list may bring nothing: with etcd 3.4 its end never comes. */
  static final long INITIAL_EVENTS_SILENCE_NS = TimeUnit.SECONDS.toNanos(30);

  /** What the reflector is doing. */
  public enum State {
    NEW,
    /** A page of a list has been asked for. */
    LISTING,
    /** A watch is open and sends what exists. */
    STREAMING_LIST,
    /** A watch is open, or being opened, from a known version. */
    WATCHING,
    /** Something failed; the next attempt is planned. */
    WAITING,
    CLOSED
  }

  private final ApiTransport transport;
  private final WatchTarget target;
  private final ListWatchRequests requests;
  private final ChangeListener listener;
  private final Ticker ticker;
  private final RandomGenerator random;
  private final ObjectDecoder decoder;
  private final Backoff backoff;
  private final ReflectorCounts counts = new ReflectorCounts();
  private final Refusals refusals = new Refusals();
  private final Retries retries = new Retries();
  private final BlindTime blindTime = new BlindTime();
  private final ObjectCopy copy;
  private final FaultHandler faults;
  private final SerialMailbox mailbox = new SerialMailbox(this::fault);
  private final Steps steps;
  private final Answer answer = new Answer();

  private volatile State state = State.NEW;
  private volatile boolean synced;

  // All below: touched by the mailbox's tasks only.
  private ListStyle listStyle;
  private String resourceVersion = "";
  private Map<String, ObjectState> incoming = new HashMap<>();
  private boolean watchedSinceList;
  private long eventsOfWatch;

  /** Asks once more for the watch that is asked for now. */
  private Runnable askAgain = () -> {};

  /**
   * Returns a reflector that does nothing before {@link #start}.
   *
   * @param decoder this reflector's own
   * @param faults hears of what the listener, or the reflector itself, throw
   */
  public Reflector(
      ApiTransport transport,
      WatchTarget target,
      ObjectDecoder decoder,
      ListStyle listStyle,
      ChangeListener listener,
      Timers timers,
      Ticker ticker,
      RandomGenerator random,
      FaultHandler faults) {
    this.faults = faults;
    this.transport = transport;
    this.target = target;
    this.requests = new ListWatchRequests(target, decoder.accept());
    this.listStyle = listStyle;
    this.listener = listener;
    this.ticker = ticker;
    this.random = random;
    this.decoder = decoder;
    this.backoff = new Backoff(random);
    this.copy = new ObjectCopy(counts, listener);
    this.steps = new Steps(mailbox::post, timers);
  }

  /** Begins to list. To be called once. */
  public void start() {
    mailbox.post(this::list);
  }

  /** Ends the watch; no call to the listener begins after the tasks under way. Idempotent. */
  @Override
  public void close() {
    mailbox.post(
        () -> {
          steps.close();
          state = State.CLOSED;
        });
  }

  /** Returns what it is doing; for any thread. */
  public State state() {
    return state;
  }

  /** Tells whether a list was ever complete; for any thread. */
  public boolean hasListed() {
    return synced;
  }

  /** Returns how many objects there are, as far as is known; for any thread. */
  public int objects() {
    return copy.size();
  }

  /** Returns what it has been through; for any thread. */
  public ReflectorCounts counts() {
    return counts;
  }

  private void list() {
    incoming = new HashMap<>();
    watchedSinceList = false;
    refusals.listing();
    if (listStyle == ListStyle.STREAMED) {
      WatchLifetime lifetime = WatchLifetime.draw(random);
      openWatch(State.STREAMING_LIST, lifetime, requests.streamedList(lifetime));
    } else {
      listPage("");
    }
  }

  private void rewatch() {
    WatchLifetime lifetime = WatchLifetime.draw(random);
    openWatch(State.WATCHING, lifetime, requests.watchFrom(resourceVersion, lifetime));
  }

  private void openWatch(State next, WatchLifetime lifetime, ApiRequest request) {
    retries.begin();
    askAgain = () -> askForWatch(next, lifetime, request);
    askAgain.run();
  }

  private void askForWatch(State next, WatchLifetime lifetime, ApiRequest request) {
    if (!steps.next()) {
      return;
    }
    state = next;
    eventsOfWatch = 0;
    var opening = new OpenAnswer(mailbox::post, steps, decoder.framing(), answer, ticker.nanos());
    steps.after(
        lifetime.deadAfterNs(),
        () -> {
          counts.stalls.increment();
          answer.ended(opening, "the server kept it open beyond its time limit", ticker.nanos());
        });
    if (next == State.STREAMING_LIST) {
      planSilenceCheck(opening);
    }
    steps.hold(transport.stream(request, opening));
  }

  private void planSilenceCheck(OpenAnswer streamed) {
    long bytesBefore = streamed.bytes();
    steps.alsoAfter(
        INITIAL_EVENTS_SILENCE_NS,
        () -> {
          if (state != State.STREAMING_LIST) {
            return;
          }
          if (streamed.bytes() > bytesBefore) {
            planSilenceCheck(streamed);
          } else {
            listInPages("the server does not end its streamed list");
          }
        });
  }

  private void listPage(String continueToken) {
    retries.begin();
    askForPage(continueToken);
  }

  private void askForPage(String continueToken) {
    if (!steps.next()) {
      return;
    }
    state = State.LISTING;
    long asked = steps.current();
    steps.after(PAGE_TIMEOUT_NS, () -> failed("no answer in time", this::list));
    transport.send(
        requests.page(continueToken),
        reply -> mailbox.post(() -> listed(asked, continueToken, reply)));
  }

  private void listed(long asked, String continueToken, ApiReply reply) {
    if (!steps.isCurrent(asked)) {
      return;
    }
    if (!reply.succeeded()) {
      if (retries.take(reply.retryAfterS())) {
        retry(reply.status(), reply.retryAfterS(), () -> askForPage(continueToken));
        return;
      }
      counts.listFailures.increment();
      if (reply.status() == 0) {
        counts.connectionFailures.increment();
        failed(reply.failure(), this::list);
      } else {
        refused(decoder.decodeStatus(reply.status(), reply.body()));
      }
      return;
    }
    try {
      ListPage page = decoder.decodeList(reply.body());
      counts.listPages.increment();
      page.items().forEach(object -> incoming.put(object.key(), object));
      if (!page.continueToken().isEmpty()) {
        listPage(page.continueToken());
        return;
      }
      complete(page.resourceVersion(), reply.answeredNs());
      rewatch();
    } catch (UnreadableAnswerException e) {
      counts.listFailures.increment();
      counts.unreadable.increment();
      failed(e.getMessage(), this::list);
    }
  }

  private void complete(String listVersion, long nowNs) {
    resourceVersion = listVersion;
    Map<String, ObjectState> list = incoming;
    incoming = new HashMap<>();
    backoff.reset();
    copy.replace(list, nowNs, blindTime.end(nowNs));
    synced = true;
  }

  /** What the server sends in a watch. */
  private final class Answer implements OpenAnswer.Events {
    @Override
    public void opened(OpenAnswer from, long nowNs) {
      counts.watches.increment();
      if (watchedSinceList) {
        counts.reconnects.increment();
      }
      watchedSinceList = true;
    }

    @Override
    public void received(OpenAnswer from, int count) {
      counts.bytes.add(count);
    }

    @Override
    public void event(OpenAnswer from, byte[] bytes, int offset, int length)
        throws UnreadableAnswerException {
      WatchEvent event = decoder.decodeEvent(bytes, offset, length);
      long decodedNs = ticker.nanos();
      if (event instanceof WatchEvent.ObjectEvent change) {
        changed(change, from.readNs(), decodedNs);
        alive(from);
      } else if (event instanceof WatchEvent.Bookmark bookmark) {
        bookmarked(bookmark, from.readNs());
        alive(from);
      } else if (event instanceof WatchEvent.Failure failure) {
        counts.errors.increment();
        goneBlind(from.readNs());
        refused(failure.status());
      }
    }

    @Override
    public void unreadable(UnreadableAnswerException cause) {
      counts.unreadable.increment();
      goneBlind(ticker.nanos());
      failed(cause.getMessage(), Reflector.this::list);
    }

    @Override
    public void ended(OpenAnswer from, String failure, long nowNs) {
      goneBlind(nowNs);
      if ((from.isRefused() || from.status() == 0) && retries.take(from.retryAfterS())) {
        retry(from.status(), from.retryAfterS(), askAgain);
      } else if (from.isRefused()) {
        refused(decoder.decodeStatus(from.status(), from.refusal()));
      } else if (!failure.isEmpty()) {
        counts.connectionFailures.increment();
        // A connection that broke goes on from the last version. A server that could not be
        // reached may come back with another history (restored, or rebuilt), so it is listed anew.
        boolean reached = from.status() != 0;
        boolean goOn = reached && state == State.WATCHING;
        failed(failure, goOn ? Reflector.this::rewatch : Reflector.this::list);
      } else if (state == State.STREAMING_LIST) {
        listInPages("the server ended its streamed list early");
      } else if (eventsOfWatch == 0 && nowNs - from.openedNs() < WatchLifetime.SHORT_NS) {
        failed("it ended at once", Reflector.this::rewatch);
      } else {
        rewatch();
      }
    }
  }

  private void changed(WatchEvent.ObjectEvent event, long readNs, long decodedNs) {
    if (state == State.STREAMING_LIST) {
      counts.initialEvents.increment();
      if (event.type() == WatchEvent.Type.DELETED) {
        incoming.remove(event.object().key());
      } else {
        incoming.put(event.object().key(), event.object());
      }
      return;
    }
    switch (event.type()) {
      case ADDED -> counts.added.increment();
      case MODIFIED -> counts.modified.increment();
      case DELETED -> counts.deleted.increment();
    }
    resourceVersion = event.object().resourceVersion();
    copy.apply(event, readNs, decodedNs);
  }

  private void bookmarked(WatchEvent.Bookmark bookmark, long readNs) {
    counts.bookmarks.increment();
    if (state != State.STREAMING_LIST) {
      resourceVersion = bookmark.resourceVersion();
    } else if (bookmark.initialEventsEnd()) {
      state = State.WATCHING;
      complete(bookmark.resourceVersion(), readNs);
    }
  }

  private void alive(OpenAnswer from) {
    eventsOfWatch++;
    if (state == State.WATCHING) {
      refusals.watchBrought();
      blindTime.end(from.readNs());
      backoff.reset();
    }
  }

  private void refused(ServerStatus status) {
    String reason = status.text();
    Refusals.Reaction reaction = refusals.reactTo(status, attempt());
    countRefusal(status, reaction);
    switch (reaction) {
      case LIST_AT_ONCE -> list();
      case LIST_IN_PAGES -> listInPages("the server does not stream lists");
      case LIST_AFTER_DELAY -> waitAfter(status, reason, this::list);
      case WATCH_AFTER_DELAY -> waitAfter(status, reason, this::rewatch);
    }
  }

  private void countRefusal(ServerStatus status, Refusals.Reaction reaction) {
    if (status.isGone()) {
      counts.gone.increment();
    } else if (status.isThrottling()) {
      counts.throttled.increment();
    } else if (reaction != Refusals.Reaction.LIST_IN_PAGES) {
      counts.refusals.increment();
    }
  }

  private Refusals.Attempt attempt() {
    return switch (state) {
      case WATCHING -> Refusals.Attempt.WATCH;
      case STREAMING_LIST -> Refusals.Attempt.STREAMED_LIST;
      default -> Refusals.Attempt.LIST_PAGE;
    };
  }

  private void waitAfter(ServerStatus status, String reason, Runnable next) {
    waitThen(backoff.nextNs(status), sentence(code(status) + " " + reason), next);
  }

  /** A version that is too old is 410, even where an event says so with words only. */
  private static int code(ServerStatus status) {
    return status.isGone() ? 410 : status.code();
  }

  private void listInPages(String why) {
    counts.listFailures.increment();
    listStyle = ListStyle.PAGED;
    listener.onProblem("list of " + target.path() + " goes on in pages: " + why, 0);
    list();
  }

  private void failed(String why, Runnable next) {
    waitThen(backoff.nextNs(), sentence(why), next);
  }

  /** Waits, then does {@code next}; says why and how long. */
  private void waitThen(long delayNs, String why, Runnable next) {
    if (steps.next()) {
      state = State.WAITING;
      steps.after(delayNs, next);
      listener.onProblem(why, delayNs);
    }
  }

  /** Asks for the same again as soon as the server wants it. */
  private void retry(int status, int afterS, Runnable next) {
    counts.retries.increment();
    if (status == TOO_MANY_REQUESTS) {
      counts.throttled.increment();
    }
    String what = what() + (status == 0 ? " lost its connection" : " was answered " + status);
    if (steps.next()) {
      state = State.WAITING;
      steps.after(Retries.delayNs(afterS), next);
      listener.onRetry(what, Retries.delayNs(afterS));
    }
  }

  private void fault(String where, Throwable thrown) {
    counts.faults.increment();
    faults.handle(where, thrown);
  }

  private void goneBlind(long nowNs) {
    if (synced) {
      blindTime.begin(nowNs);
    }
  }

  private String sentence(String why) {
    return what() + " failed: " + why;
  }

  private String what() {
    return (state == State.WATCHING ? "watch" : "list") + " of " + target.path();
  }
}
