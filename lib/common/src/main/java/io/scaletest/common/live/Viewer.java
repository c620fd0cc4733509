package io.scaletest.common.live;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * One who looks: a queue of events, and a thread of its own that writes them, since nobody can say
 * for how long that blocks. Events are offered by one thread and never waited for.
 */
final class Viewer {
  /** Behind by more, a viewer sees a run of some time ago: it is dropped, and may come again. */
  static final int EVENTS_MAX = 4;

  private final BlockingQueue<byte[]> events = new ArrayBlockingQueue<>(EVENTS_MAX);
  private final OutputStream out;
  private final Runnable end;
  private final Thread thread;
  private volatile boolean gone;
  private boolean whole;

  /**
   * @param end called once, by the viewer's thread, when nothing more is written
   */
  Viewer(OutputStream out, Runnable end, int number) {
    this.out = out;
    this.end = end;
    this.thread = new Thread(this::write, "live-viewer-" + number);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Returns whether it was sent the run from the first column on; for the offering thread. */
  boolean hasWhole() {
    return whole;
  }

  void setWhole(boolean sent) {
    whole = sent;
  }

  /** Returns whether nothing is written to it any more. */
  boolean isGone() {
    return gone;
  }

  /** Adds an event; returns whether the viewer still follows. One that does not is dropped. */
  boolean offer(byte[] event) {
    if (!gone && events.offer(event)) {
      return true;
    }
    drop();
    return false;
  }

  /** Ends it at once, also in the middle of a write. */
  void drop() {
    thread.interrupt();
  }

  /** Waits until everything is written, but not for long; then ends it. */
  void finish(long ms) throws InterruptedException {
    offer(LiveEvent.END);
    thread.join(ms);
    drop();
  }

  private void write() {
    try {
      out.write(LiveEvent.RETRY);
      byte[] event;
      do {
        event = events.take();
        out.write(event);
        out.flush();
      } while (event != LiveEvent.END);
    } catch (IOException left) {
      // It went away, or was dropped in the middle of a write.
    } catch (InterruptedException dropped) {
      // The thread ends, and nobody is left to be told.
    } finally {
      gone = true;
      end.run();
    }
  }
}
