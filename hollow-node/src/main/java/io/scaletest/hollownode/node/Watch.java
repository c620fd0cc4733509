package io.scaletest.hollownode.node;

import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import io.scaletest.watching.heads.EventType;
import io.scaletest.watching.object.ServerStatus;
import io.scaletest.watching.object.UnreadableAnswerException;
import io.scaletest.watching.steps.Backoff;
import io.scaletest.watching.steps.OpenAnswer;
import io.scaletest.watching.steps.Refusals;
import io.scaletest.watching.steps.Retries;
import io.scaletest.watching.steps.Steps;
import io.scaletest.watching.steps.WatchLifetime;
import java.util.function.BiFunction;

/**
 * A list and watch that keeps no objects: it begins with every object there is, goes on from the
 * last resourceVersion after each end, and begins again where the server no longer has that
 * version. Thousands of them live on one loop, under whose lock everything here happens and has to
 * be called; nothing blocks.
 *
 * <p><i>Source:</i> client-go's reflector. Its steps are those of {@code watching.reflector}; what
 * differs is in docs/adr/0015-hollow-nodes.md.
 */
public final class Watch {
  private final WorkLoop loop;
  private final BiFunction<ApiRequest, StreamListener, StreamHandle> opener;
  private final WatchTarget target;
  private final WatchFormat format;
  private final WatchSink sink;
  private final HollowFigures figures;
  private final Steps steps;
  private final Backoff backoff;
  private final Retries retries = new Retries();
  private final Refusals refusals = new Refusals();
  private final Answer answer = new Answer();

  private WatchLifetime lifetime;
  private String resourceVersion = "";
  private boolean synced;
  private boolean everSynced;
  private boolean broughtEvents;

  private Watch(
      WorkLoop loop,
      BiFunction<ApiRequest, StreamListener, StreamHandle> opener,
      WatchTarget target,
      WatchFormat format,
      WatchSink sink,
      HollowFigures figures) {
    this.loop = loop;
    this.opener = opener;
    this.target = target;
    this.format = format;
    this.sink = sink;
    this.figures = figures;
    this.steps = new Steps(loop::run, loop);
    this.backoff = Backoff.asClientGo(loop.random(), loop.ticker());
  }

  /**
   * Opens a watch whose sink takes objects as protobuf.
   *
   * @param opener opens a stream of a client's, or of a node's link
   */
  public static Watch open(
      WorkLoop loop,
      BiFunction<ApiRequest, StreamListener, StreamHandle> opener,
      WatchTarget target,
      WatchSink sink,
      HollowFigures figures) {
    return new Watch(loop, opener, target, WatchFormat.PROTOBUF, sink, figures).begun();
  }

  /**
   * Opens a watch whose sink takes objects whole.
   *
   * @param opener opens a stream in JSON of a client's, or of a node's link
   */
  public static Watch openJson(
      WorkLoop loop,
      BiFunction<ApiRequest, StreamListener, StreamHandle> opener,
      WatchTarget target,
      WatchSink sink,
      HollowFigures figures) {
    return new Watch(loop, opener, target, WatchFormat.JSON, sink, figures).begun();
  }

  private Watch begun() {
    list();
    return this;
  }

  /** Returns whether everything that there was at the start has come, this time or earlier. */
  public boolean everSynced() {
    return everSynced;
  }

  /** Ends the watch for good. Idempotent. */
  public void close() {
    steps.close();
  }

  private void list() {
    if (steps.isClosed()) {
      return;
    }
    synced = false;
    refusals.listing();
    (everSynced ? figures.watchRelisted : figures.watchOpened).increment();
    sink.relisting();
    begin();
  }

  private void resume() {
    figures.watchResumed.increment();
    begin();
  }

  private void begin() {
    retries.begin();
    lifetime = WatchLifetime.draw(loop.random(), target.shortestSeconds());
    ask();
  }

  /**
   * Asks for a list and watch, or for a watch from the last version; also once more for the same.
   */
  private void ask() {
    if (!steps.next()) {
      return;
    }
    broughtEvents = false;
    String path =
        synced
            ? target.resumingPath(resourceVersion, lifetime.seconds())
            : target.initialPath(lifetime.seconds());
    var opening = new OpenAnswer(loop::run, steps, format.framing(), answer, loop.nowNs());
    steps.after(
        lifetime.deadAfterNs(),
        () -> failed("the server kept it open beyond its time limit", this::goOn));
    steps.hold(opener.apply(ApiRequest.get(path), opening));
  }

  /** Goes on where the watch has got to: from a version, or with the list that was under way. */
  private void goOn() {
    if (synced) {
      resume();
    } else {
      list();
    }
  }

  private void failed(String why, Runnable next) {
    failed(why, backoff.nextNs(), next);
  }

  private void failed(String why, long delayNs, Runnable next) {
    if (why.equals(HollowFigures.CUT_OFF)) {
      figures.cutOff.increment();
    } else {
      figures.watchFailed.increment();
      String path = target.path().replaceFirst("/namespaces/[^/]+/", "/namespaces/NAMESPACE/");
      figures.failed("watch " + path + ": " + why);
    }
    waitThen(delayNs, next);
  }

  private void waitThen(long delayNs, Runnable next) {
    if (steps.next()) {
      steps.after(delayNs, next);
    }
  }

  private void refused(ServerStatus status, String why) {
    if (status.isGone()) {
      figures.watchGone.increment();
    }
    Refusals.Attempt attempt = synced ? Refusals.Attempt.WATCH : Refusals.Attempt.STREAMED_LIST;
    boolean same = refusals.reactTo(status, attempt) == Refusals.Reaction.WATCH_AFTER_DELAY;
    failed(why, backoff.nextNs(status), same ? this::resume : this::list);
  }

  /** What the server sends in the watch that is open. */
  private final class Answer implements OpenAnswer.Events {
    @Override
    public void opened(OpenAnswer from, long nowNs) {}

    @Override
    public void received(OpenAnswer from, int count) {}

    @Override
    public void event(OpenAnswer from, byte[] bytes, int offset, int length)
        throws UnreadableAnswerException {
      WatchFormat.Event event = format.read(bytes, offset, length);
      if (event.type() == EventType.ERROR) {
        ServerStatus status = event.status();
        refused(status, "the server sent an error event with code " + status.code());
        return;
      }
      broughtEvents = true;
      figures.watchEvents.increment();
      boolean ending = event.endsInitialEvents();
      if (synced || ending) {
        resourceVersion = event.resourceVersion();
        refusals.watchBrought();
      }
      if (ending) {
        synced = true;
        everSynced = true;
        sink.synced();
      } else if (event.type() != EventType.BOOKMARK) {
        event.handTo(sink);
      }
    }

    @Override
    public void unreadable(UnreadableAnswerException cause) {
      failed(cause.getMessage(), Watch.this::list);
    }

    @Override
    public void ended(OpenAnswer from, String failure, long nowNs) {
      if (from.isRefused()) {
        refusedAnswer(from);
      } else if (!failure.isEmpty()) {
        boolean unanswered = from.status() == 0;
        if (unanswered && retries.take(from.retryAfterS())) {
          failed(failure, Retries.delayNs(from.retryAfterS()), Watch.this::ask);
        } else {
          failed(failure, Watch.this::goOn);
        }
      } else if (!synced || !broughtEvents && nowNs - from.openedNs() < WatchLifetime.SHORT_NS) {
        waitThen(backoff.nextNs(), Watch.this::goOn);
      } else {
        goOn();
      }
    }

    private void refusedAnswer(OpenAnswer from) {
      String why = "the server answered " + from.status();
      if (retries.take(from.retryAfterS())) {
        failed(why, Retries.delayNs(from.retryAfterS()), Watch.this::ask);
      } else {
        int afterS = from.retryAfterS() == ApiReply.NO_RETRY ? 0 : from.retryAfterS();
        refused(new ServerStatus(from.status(), "", "", afterS), why);
      }
    }
  }
}
