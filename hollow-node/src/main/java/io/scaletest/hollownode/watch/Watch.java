package io.scaletest.hollownode.watch;

import io.scaletest.hollownode.credentials.NodeClient;
import io.scaletest.hollownode.figures.HollowFigures;
import io.scaletest.hollownode.loop.Alarm;
import io.scaletest.hollownode.loop.WorkLoop;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import io.scaletest.watching.object.EventFrames;
import io.scaletest.watching.object.UnreadableAnswerException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * One watch that goes on for as long as its owner wants: with initial events at first, behind the
 * last resourceVersion after each end, and from the start again where the server says that this is
 * gone. It keeps no objects; thousands of them live on one loop.
 */
public final class Watch {
  /** Client-go's back-off of reflectors: 0.8 s, doubled up to 30 s, with jitter. */
  private static final long BACKOFF_MIN_NS = TimeUnit.MILLISECONDS.toNanos(800);

  private static final long BACKOFF_MAX_NS = TimeUnit.SECONDS.toNanos(30);

  /** Client-go's: a watch that ended in order after less than this is not opened again at once. */
  private static final long VERY_SHORT_NS = TimeUnit.SECONDS.toNanos(1);

  /** A watch that lasted so long has shown that the server is well. */
  private static final long HEALTHY_NS = TimeUnit.SECONDS.toNanos(60);

  private static final int NO_SUCCESS = 300;
  private static final int GONE = 410;

  private final WorkLoop loop;
  private final NodeClient client;
  private final WatchTarget target;
  private final WatchSink sink;
  private final HollowFigures figures;
  private final Alarm retry;

  private StreamHandle handle = () -> {};
  private Stream current;
  private String resourceVersion = "";
  private boolean synced;
  private boolean everSynced;
  private long backoffNs = BACKOFF_MIN_NS;
  private boolean closed;

  private Watch(
      WorkLoop loop, NodeClient client, WatchTarget target, WatchSink sink, HollowFigures figures) {
    this.loop = loop;
    this.client = client;
    this.target = target;
    this.sink = sink;
    this.figures = figures;
    this.retry = loop.alarm(nowNs -> open());
  }

  /** Opens a watch. To be called under the loop's lock, as everything here. */
  public static Watch open(
      WorkLoop loop, NodeClient client, WatchTarget target, WatchSink sink, HollowFigures figures) {
    Watch watch = new Watch(loop, client, target, sink, figures);
    watch.open();
    return watch;
  }

  /** Returns whether everything that there was at the start has come, this time or earlier. */
  public boolean everSynced() {
    return everSynced;
  }

  /** Ends the watch for good. */
  public void close() {
    if (!closed) {
      closed = true;
      current = null;
      retry.release();
      handle.cancel();
    }
  }

  private void open() {
    int seconds = loop.random().nextInt(target.shortestSeconds(), target.longestSeconds());
    String path;
    if (synced) {
      path = target.resumingPath(resourceVersion, seconds);
      figures.watchResumed.increment();
    } else {
      path = target.initialPath(seconds);
      (everSynced ? figures.watchRelisted : figures.watchOpened).increment();
      sink.relisting();
    }
    Stream stream = new Stream(loop.nowNs());
    current = stream;
    handle = client.stream(ApiRequest.get(path), stream);
  }

  private void ended(Stream stream, String failure, long nowNs) {
    if (closed || stream != current) {
      return;
    }
    current = null;
    boolean lasted = stream.gotEvents || nowNs - stream.openedNs >= VERY_SHORT_NS;
    if (failure.isEmpty() && lasted) {
      backoffNs = BACKOFF_MIN_NS;
      open();
      return;
    }
    if (!failure.isEmpty()) {
      figures.watchFailed.increment();
      String path = target.path().replaceFirst("/namespaces/[^/]+/", "/namespaces/NAMESPACE/");
      figures.failed("watch " + path + ": " + failure);
    }
    if (nowNs - stream.openedNs >= HEALTHY_NS) {
      backoffNs = BACKOFF_MIN_NS;
    }
    retry.set(nowNs + backoffNs + loop.random().nextLong(backoffNs));
    backoffNs = Math.min(2 * backoffNs, BACKOFF_MAX_NS);
  }

  private void gone() {
    figures.watchGone.increment();
    synced = false;
    resourceVersion = "";
  }

  /** Takes one event; returns whether the next is wanted. */
  private boolean take(Stream stream, byte[] bytes, int offset, int length) {
    EventHead head = EventHead.of(bytes, offset, length);
    if (head.type() == EventType.ERROR) {
      if (head.statusCode() == GONE) {
        gone();
      }
      stream.refusal = "the server sent an error event with code " + head.statusCode();
      return false;
    }
    stream.gotEvents = true;
    figures.watchEvents.increment();
    if (synced || head.initialEnd()) {
      resourceVersion = head.resourceVersion();
    }
    if (head.initialEnd()) {
      synced = true;
      everSynced = true;
      backoffNs = BACKOFF_MIN_NS;
      sink.synced();
    } else if (head.type() != EventType.BOOKMARK) {
      sink.event(head.type(), bytes, head.offset(), head.length());
    }
    return true;
  }

  /** One stream of this watch; a later one replaces it. */
  private final class Stream implements StreamListener {
    private final long openedNs;
    private EventFrames frames;
    private int status;
    private boolean gotEvents;
    private String refusal = "";

    Stream(long openedNs) {
      this.openedNs = openedNs;
    }

    @Override
    public void onOpen(int newStatus, long nowNs) {
      status = newStatus;
    }

    @Override
    public void onBytes(ByteBuffer chunk, long nowNs) {
      loop.run(() -> feed(chunk));
    }

    private void feed(ByteBuffer chunk) {
      if (current != this || status >= NO_SUCCESS || !refusal.isEmpty()) {
        return;
      }
      if (frames == null) {
        frames = new EventFrames((bytes, offset, length) -> take(this, bytes, offset, length));
      }
      try {
        frames.feed(chunk);
      } catch (UnreadableAnswerException e) {
        refusal = e.getMessage();
      }
      if (frames.partialBytes() == 0) {
        frames = null; // an idle watch keeps no buffer
      }
      if (!refusal.isEmpty()) {
        handle.cancel();
      }
    }

    @Override
    public void onEnd(String failure, long nowNs) {
      loop.run(() -> ended(this, reason(failure), nowNs));
    }

    private String reason(String failure) {
      if (status == GONE) {
        gone();
      }
      if (status >= NO_SUCCESS) {
        return "the server answered " + status;
      }
      return refusal.isEmpty() ? failure : refusal;
    }
  }
}
