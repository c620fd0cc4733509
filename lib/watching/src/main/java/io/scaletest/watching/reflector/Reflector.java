package io.scaletest.watching.reflector;

import io.scaletest.common.clock.Ticker;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import io.scaletest.watching.object.EventDecoder;
import io.scaletest.watching.object.EventLines;
import io.scaletest.watching.object.ListPage;
import io.scaletest.watching.object.ObjectState;
import io.scaletest.watching.object.ServerStatus;
import io.scaletest.watching.object.UnreadableAnswerException;
import io.scaletest.watching.object.WatchEvent;
import io.scaletest.watching.timer.Timers;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
  /** Objects in a page of a list. <i>Source:</i> client-go's pager. */
  static final int PAGE_OBJECTS = 500;

  /** A watch asks the server to end it after 300 to 599 s, so that watches do not end together. */
  static final int WATCH_TIMEOUT_MIN_S = 300;

  static final int WATCH_TIMEOUT_SPREAD_S = 300;

  /** How long beyond its own time limit a watch may stay open before it is taken for dead. */
  static final long WATCH_GRACE_NS = TimeUnit.SECONDS.toNanos(30);

  /** A page that takes longer is asked for again. The API server's own limit is 60 s. */
  static final long PAGE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(90);

  /** How long a streamed list may bring nothing: with etcd 3.4 its end never comes. */
  static final long INITIAL_EVENTS_SILENCE_NS = TimeUnit.SECONDS.toNanos(30);

  /** A watch that ends sooner and empty is not opened again at once. */
  static final long SHORT_WATCH_NS = TimeUnit.SECONDS.toNanos(1);

  /** What a 429 without a time means: the API server's flow control always sends 1 s. */
  static final long RETRY_AFTER_DEFAULT_NS = TimeUnit.SECONDS.toNanos(1);

  /** After so many refused attempts to go on from a version, a new list is tried. */
  static final int REWATCH_REFUSALS_MAX = 3;

  /** More of a refusal's body is not read. */
  static final int REFUSAL_BYTES_MAX = 64 << 10;

  private static final String WATCH_QUERY = "watch=true&allowWatchBookmarks=true&timeoutSeconds=";
  private static final String INITIAL_EVENTS_QUERY =
      "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
  private static final int BAD_REQUEST = 400;
  private static final int UNPROCESSABLE = 422;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

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
  private final ChangeListener listener;
  private final Timers timers;
  private final Ticker ticker;
  private final RandomGenerator random;
  private final EventDecoder decoder;
  private final Backoff backoff;
  private final ReflectorCounts counts = new ReflectorCounts();
  private final ObjectCopy copy;
  private final SerialMailbox mailbox = new SerialMailbox(this::recover);

  /** Stands for no open watch. */
  private final Watch none;

  private volatile State state = State.NEW;
  private volatile boolean synced;

  // All below: touched by the mailbox's tasks only.
  private ListStyle listStyle;
  private String resourceVersion = "";
  private Map<String, ObjectState> incoming = new HashMap<>();

  /** Moves on with each step; an answer or timer of an earlier step is stale and dropped. */
  private long step;

  private Watch watch;
  private StreamHandle stream = () -> {};
  private Timers.Timer timer = () -> {};
  private boolean watchedSinceList;
  private int rewatchRefusals;

  /** Whether the version was too old, and no event has come since. */
  private boolean goneBefore;

  private boolean blind;
  private long blindSinceNs;

  /** Returns a reflector that does nothing before {@link #start}. */
  public Reflector(
      ApiTransport transport,
      WatchTarget target,
      ListStyle listStyle,
      ChangeListener listener,
      Timers timers,
      Ticker ticker,
      RandomGenerator random) {
    this.transport = transport;
    this.target = target;
    this.listStyle = listStyle;
    this.listener = listener;
    this.timers = timers;
    this.ticker = ticker;
    this.random = random;
    this.decoder = new EventDecoder(target.contentField());
    this.backoff = new Backoff(random);
    this.copy = new ObjectCopy(counts, listener);
    this.none = new Watch();
    this.watch = none;
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
          nextStep();
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

  // ---- Steps ------------------------------------------------------------------------------

  private void list() {
    incoming = new HashMap<>();
    watchedSinceList = false;
    rewatchRefusals = 0;
    if (listStyle == ListStyle.STREAMED) {
      openWatch(State.STREAMING_LIST, INITIAL_EVENTS_QUERY);
      planSilenceCheck();
    } else {
      listPage("");
    }
  }

  private void rewatch() {
    openWatch(State.WATCHING, "&resourceVersion=" + encoded(resourceVersion));
  }

  private void openWatch(State next, String query) {
    if (!nextStep()) {
      return;
    }
    state = next;
    int timeoutS = WATCH_TIMEOUT_MIN_S + random.nextInt(WATCH_TIMEOUT_SPREAD_S);
    var opening = new Watch();
    watch = opening;
    timer =
        later(
            TimeUnit.SECONDS.toNanos(timeoutS) + WATCH_GRACE_NS,
            () -> {
              counts.stalls.increment();
              ended(opening, "the server kept it open beyond its time limit", ticker.nanos());
            });
    stream =
        transport.stream(
            ApiRequest.get(target.pathAndQuery(WATCH_QUERY + timeoutS + query)), opening);
  }

  private void listPage(String continueToken) {
    if (!nextStep()) {
      return;
    }
    state = State.LISTING;
    long asked = step;
    timer = later(PAGE_TIMEOUT_NS, () -> failed("no answer in time", this::list));
    String next = continueToken.isEmpty() ? "" : "&continue=" + encoded(continueToken);
    transport
        .send(ApiRequest.get(target.pathAndQuery("limit=" + PAGE_OBJECTS + next)))
        .thenAccept(reply -> mailbox.post(() -> listed(asked, reply)));
  }

  /** Waits, then does {@code next}; says why and how long. */
  private void waitThen(long delayNs, String why, Runnable next) {
    if (!nextStep()) {
      return;
    }
    state = State.WAITING;
    timer = later(delayNs, next);
    listener.onProblem(why, delayNs);
  }

  /**
   * Leaves whatever is under way behind.
   *
   * @return false if the reflector is closed and nothing may begin
   */
  private boolean nextStep() {
    step++;
    timer.cancel();
    stream.cancel();
    stream = () -> {};
    watch = none;
    return state != State.CLOSED;
  }

  private Timers.Timer later(long delayNs, Runnable action) {
    long planned = step;
    return timers.schedule(
        delayNs,
        () ->
            mailbox.post(
                () -> {
                  if (planned == step) {
                    action.run();
                  }
                }));
  }

  private void planSilenceCheck() {
    long streamed = step;
    long bytesBefore = watch.bytes;
    timers.schedule(
        INITIAL_EVENTS_SILENCE_NS,
        () ->
            mailbox.post(
                () -> {
                  if (streamed != step || state != State.STREAMING_LIST) {
                    return;
                  }
                  if (watch.bytes > bytesBefore) {
                    planSilenceCheck();
                  } else {
                    listInPages("the server does not end its streamed list");
                  }
                }));
  }

  // ---- Answers ----------------------------------------------------------------------------

  private void listed(long asked, ApiReply reply) {
    if (asked != step) {
      return;
    }
    if (!reply.succeeded()) {
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
    long blindNs = blind ? nowNs - blindSinceNs : 0;
    blind = false;
    backoff.reset();
    copy.replace(list, nowNs, blindNs);
    synced = true;
  }

  private void opened(Watch opening, int status) {
    if (opening != watch) {
      return;
    }
    watch.status = status;
    if (status >= BAD_REQUEST) {
      return;
    }
    counts.watches.increment();
    if (watchedSinceList) {
      counts.reconnects.increment();
    }
    watchedSinceList = true;
  }

  private void received(Watch from, ByteBuffer chunk, long nowNs) {
    if (from != watch) {
      return;
    }
    watch.bytes += chunk.remaining();
    if (watch.status >= BAD_REQUEST) {
      watch.keepRefusal(chunk);
      return;
    }
    counts.bytes.add(chunk.remaining());
    watch.readNs = nowNs;
    try {
      watch.lines.feed(chunk);
    } catch (UnreadableAnswerException e) {
      unreadable(e);
    }
  }

  /** Takes one line; returns whether the watch still wants more. */
  private boolean line(Watch from, byte[] bytes, int offset, int length) {
    try {
      WatchEvent event = decoder.decodeEvent(bytes, offset, length);
      long decodedNs = ticker.nanos();
      if (event instanceof WatchEvent.ObjectEvent change) {
        changed(change, from.readNs, decodedNs);
        alive(from);
      } else if (event instanceof WatchEvent.Bookmark bookmark) {
        bookmarked(bookmark, from.readNs);
        alive(from);
      } else if (event instanceof WatchEvent.Failure failure) {
        counts.errors.increment();
        goneBlind(from.readNs);
        refused(failure.status());
      }
    } catch (UnreadableAnswerException e) {
      unreadable(e);
    }
    return from == watch;
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

  private void alive(Watch from) {
    from.events++;
    if (state == State.WATCHING) {
      rewatchRefusals = 0;
      goneBefore = false;
      blind = false;
      backoff.reset();
    }
  }

  // ---- Failures ---------------------------------------------------------------------------

  private void ended(Watch from, String failure, long nowNs) {
    if (from != watch) {
      return;
    }
    goneBlind(nowNs);
    if (watch.status >= BAD_REQUEST) {
      refused(decoder.decodeStatus(watch.status, watch.refusal.toByteArray()));
    } else if (!failure.isEmpty()) {
      counts.connectionFailures.increment();
      // A connection that broke goes on from the last version. A server that could not be reached
      // may come back with another history (restored, or rebuilt), so it is listed anew.
      boolean reached = watch.status != 0;
      failed(failure, reached && state == State.WATCHING ? this::rewatch : this::list);
    } else if (state == State.STREAMING_LIST) {
      listInPages("the server ended its streamed list early");
    } else if (watch.events == 0 && nowNs - watch.openedNs < SHORT_WATCH_NS) {
      failed("it ended at once", this::rewatch);
    } else {
      rewatch();
    }
  }

  private void refused(ServerStatus status) {
    boolean listing = state != State.WATCHING;
    if (status.isGone()) {
      gone(status);
    } else if (state == State.STREAMING_LIST
        && (status.code() == BAD_REQUEST || status.code() == UNPROCESSABLE)) {
      listInPages("the server does not stream lists");
    } else {
      boolean throttled = status.code() == TOO_MANY_REQUESTS;
      (throttled ? counts.throttled : counts.refusals).increment();
      if (!listing) {
        rewatchRefusals++;
      }
      boolean goOn =
          !listing
              && (throttled || status.code() >= SERVER_ERROR)
              && rewatchRefusals < REWATCH_REFUSALS_MAX;
      waitThen(
          Math.max(backoff.nextNs(), retryAfterNs(status)),
          sentence(status.code() + " " + reason(status)),
          goOn ? this::rewatch : this::list);
    }
  }

  /**
   * The version is too old to go on from: a new list, at once unless the last one led straight to
   * this.
   */
  private void gone(ServerStatus status) {
    counts.gone.increment();
    if (goneBefore) {
      failed("410 " + reason(status), this::list);
    } else {
      goneBefore = true;
      list();
    }
  }

  private void listInPages(String why) {
    counts.listFailures.increment();
    listStyle = ListStyle.PAGED;
    listener.onProblem("list of " + target.path() + " goes on in pages: " + why, 0);
    list();
  }

  private void unreadable(UnreadableAnswerException cause) {
    counts.unreadable.increment();
    goneBlind(ticker.nanos());
    failed(cause.getMessage(), this::list);
  }

  private void failed(String why, Runnable next) {
    waitThen(backoff.nextNs(), sentence(why), next);
  }

  /** A fault of this program, or of the listener, must not end the watching. */
  private void recover(RuntimeException fault) {
    counts.faults.increment();
    goneBlind(ticker.nanos());
    failed("internal error: " + fault, this::list);
  }

  private void goneBlind(long nowNs) {
    if (!blind && synced) {
      blind = true;
      blindSinceNs = nowNs;
    }
  }

  private String sentence(String why) {
    return (state == State.WATCHING ? "watch" : "list")
        + " of "
        + target.path()
        + " failed: "
        + why;
  }

  private static String reason(ServerStatus status) {
    return status.message().isEmpty() ? status.reason() : status.message();
  }

  private static long retryAfterNs(ServerStatus status) {
    if (status.retryAfterSeconds() > 0) {
      return TimeUnit.SECONDS.toNanos(status.retryAfterSeconds());
    }
    return status.code() == TOO_MANY_REQUESTS ? RETRY_AFTER_DEFAULT_NS : 0;
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** One open answer. Its calls come from an event loop and only post. */
  private final class Watch implements StreamListener {
    private final EventLines lines =
        new EventLines((bytes, offset, length) -> line(this, bytes, offset, length));
    private final ByteArrayOutputStream refusal = new ByteArrayOutputStream(0);
    private final long openedNs = ticker.nanos();
    private int status;
    private long bytes;
    private long events;
    private long readNs;

    @Override
    public void onOpen(int status, long nowNs) {
      mailbox.post(() -> opened(this, status));
    }

    @Override
    public void onBytes(ByteBuffer chunk, long nowNs) {
      mailbox.post(() -> received(this, chunk, nowNs));
    }

    @Override
    public void onEnd(String failure, long nowNs) {
      mailbox.post(() -> ended(this, failure, nowNs));
    }

    private void keepRefusal(ByteBuffer chunk) {
      int length = Math.min(chunk.remaining(), REFUSAL_BYTES_MAX - refusal.size());
      byte[] part = new byte[length];
      chunk.duplicate().get(part);
      refusal.write(part, 0, length);
    }
  }
}
