package io.scaletest.common.live;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.operation.Operation;
import io.scaletest.page.html.Page;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The page of the running run for an HTTP server: {@link #html}, and a stream of server-sent events
 * to each who looks, at most {@value #VIEWERS_MAX}. A server answers with them; a tool says what
 * there is to see, {@link #show}.
 *
 * <p>While nobody looks no figure is read, and there is no thread. With the first viewer one
 * begins, which reads all figures once a second and encodes them once for all viewers; some time
 * after the last one it ends, and what it kept is forgotten. A viewer who does not keep up is
 * dropped.
 *
 * <p>Safe for use by many threads; nothing here waits for a viewer, but {@link #close}, for {@value
 * #FAREWELL_MS} ms.
 */
public final class LivePage implements AutoCloseable {
  /** Where a server has the stream, and the page looks for it. */
  public static final String EVENTS = "events";

  /** What the stream's answer says of its content. */
  public static final String EVENTS_TYPE = "text/event-stream; charset=utf-8";

  /** A team in front of a run; each costs a thread and a copy of what is not yet read. */
  static final int VIEWERS_MAX = 6;

  /** A page that is loaded anew, or whose connection broke, is to find what it had. */
  static final int TURNS_ALONE_MAX = 60;

  private static final long FAREWELL_MS = 500;

  private static final String WHERE = "the live page";

  private final FaultHandler faults;
  private final boolean turning;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private final List<Viewer> viewers = new ArrayList<>();

  @GuardedBy("lock")
  private Optional<LiveRun> shown = Optional.empty();

  /** There from the first look on. */
  @GuardedBy("lock")
  private Optional<LiveColumns> columns = Optional.empty();

  /** The run's end is in the columns, after which there is nothing to read any more. */
  @GuardedBy("lock")
  private boolean over;

  @GuardedBy("lock")
  private Optional<Thread> turns = Optional.empty();

  @GuardedBy("lock")
  private int turnsAlone;

  @GuardedBy("lock")
  private int viewersEver;

  @GuardedBy("lock")
  private boolean newViewer;

  @GuardedBy("lock")
  private boolean closed;

  /** Returns a page without a run. */
  public LivePage(FaultHandler faults) {
    this(faults, true);
  }

  /**
   * @param turning whether a thread takes the turns, or a test does
   */
  LivePage(FaultHandler faults, boolean turning) {
    this.faults = faults;
    this.turning = turning;
  }

  /** Returns the page, to be sent as HTML and not to be stored: it is another one tomorrow. */
  public static byte[] html() {
    return Page.live(EVENTS, Operation.plurals()).getBytes(StandardCharsets.UTF_8);
  }

  /** From now on this run is what there is to see. */
  public void show(LiveRun run) {
    lock.lock();
    try {
      shown = Optional.of(run);
      columns = Optional.empty();
      over = false;
      viewers.forEach(viewer -> viewer.setWhole(false));
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether one more may follow; two who ask at once may still be one too many. */
  public boolean hasRoom() {
    lock.lock();
    try {
      viewers.removeIf(Viewer::isGone);
      return !closed && viewers.size() < VIEWERS_MAX;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends the run to one more viewer, until either side ends it.
   *
   * @param out the answer's body, which other threads may write
   * @param end called once, by another thread, when nothing more is written
   * @return false where there are viewers enough; then nothing is written and {@code end} not
   *     called
   */
  public boolean follow(OutputStream out, Runnable end) {
    lock.lock();
    try {
      viewers.removeIf(Viewer::isGone);
      if (closed || viewers.size() >= VIEWERS_MAX) {
        return false;
      }
      var viewer = new Viewer(out, end, ++viewersEver);
      viewer.start();
      viewers.add(viewer);
      turnsAlone = 0;
      newViewer = true;
      if (turning && turns.isEmpty()) {
        var thread = new Thread(this::takeTurns, "live");
        thread.setDaemon(true);
        turns = Optional.of(thread);
        thread.start();
      }
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Says farewell to all viewers. Calling it again changes nothing. */
  @Override
  public void close() {
    List<Viewer> last;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      shown.filter(run -> !viewers.isEmpty()).ifPresent(run -> send(run, true));
      closed = true;
      changed.signalAll();
      last = List.copyOf(viewers);
      viewers.clear();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    for (Viewer viewer : last) {
      try {
        viewer.finish(interrupted ? 1 : FAREWELL_MS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void takeTurns() {
    try {
      boolean second = false;
      while (!endsAfter(second)) {
        second = awaitSecond();
      }
    } catch (InterruptedException e) {
      // Nobody has this thread to interrupt; the next viewer makes another.
      forgetThread();
    } catch (Throwable thrown) {
      forgetThread();
      faults.handle(WHERE, thrown);
    }
  }

  /** Takes a turn; returns whether it was the thread's last. */
  private boolean endsAfter(boolean second) {
    lock.lock();
    try {
      boolean last = closed || !turn(second);
      if (last) {
        turns = Optional.empty();
      }
      return last;
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether a second is over; a new viewer ends the wait before. */
  private boolean awaitSecond() throws InterruptedException {
    lock.lock();
    try {
      long leftNs = LiveColumns.FIRST_WIDTH_NS - sinceSecondNs();
      while (leftNs > 0 && !closed && !newViewer) {
        leftNs = changed.awaitNanos(leftNs);
      }
      newViewer = false;
      return leftNs <= 0;
    } finally {
      lock.unlock();
    }
  }

  private void forgetThread() {
    lock.lock();
    try {
      turns = Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Seconds are those of the columns, so that each has one sample. */
  @GuardedBy("lock")
  private long sinceSecondNs() {
    return columns.isEmpty() ? 0 : columns.get().sinceOriginNs() % LiveColumns.FIRST_WIDTH_NS;
  }

  /**
   * Reads and sends what there is.
   *
   * @param second whether another second has passed
   * @return whether anybody has looked of late
   */
  boolean turn(boolean second) {
    lock.lock();
    try {
      viewers.removeIf(Viewer::isGone);
      if (viewers.isEmpty() && second && ++turnsAlone > TURNS_ALONE_MAX) {
        columns = Optional.empty();
        return false;
      }
      if (shown.isEmpty()) {
        viewers.removeIf(viewer -> second && !viewer.offer(LiveEvent.IDLE));
        return true;
      }
      send(shown.get(), second);
      return true;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void send(LiveRun run, boolean second) {
    boolean ended = run.verdict().isPresent();
    boolean first = columns.isEmpty();
    if (first) {
      columns = Optional.of(new LiveColumns(run));
    }
    LiveColumns now = columns.get();
    if (second && !first) {
      // Of a run that is over, only whether its viewers are there still is of interest.
      int changedFrom = over ? 0 : now.sample();
      if (viewers.stream().anyMatch(Viewer::hasWhole)) {
        byte[] update = over ? LiveEvent.STILL : LiveEvent.of(run, now, changedFrom);
        viewers.removeIf(viewer -> viewer.hasWhole() && !viewer.offer(update));
      }
      over = ended;
    }
    if (viewers.stream().anyMatch(viewer -> !viewer.hasWhole())) {
      byte[] whole = LiveEvent.of(run, now, 0);
      viewers.removeIf(viewer -> !viewer.hasWhole() && !viewer.offer(whole));
      viewers.forEach(viewer -> viewer.setWhole(true));
    }
  }
}
