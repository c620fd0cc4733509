package io.scaletest.httperf.server;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.pacing.Agenda;
import io.scaletest.httperf.socket.GuardedTasks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A timer queue for one event loop: when the next block of each stream is due. One timer serves all
 * streams; it hands what is due to the connections and then flushes each once.
 *
 * <p>For its event loop alone.
 */
final class BlockSchedule {
  /**
   * The timer does not run more often: what becomes due within this time goes out together, in one
   * TLS record and one system call a connection. A block is late by at most as much, half of it on
   * average. A block that is due with none before it in this time goes out at once.
   */
  static final long BATCH_NS = 500_000L;

  /** No entry lies further ahead, so that entries of closed streams are soon removed. */
  static final long HORIZON_NS = 1_000_000_000L;

  private static final int INITIAL_SLOTS = 64;

  private final EventLoop loop;
  private final Ticker ticker;
  private final Runnable step;
  private final Agenda agenda = new Agenda();
  private final List<BlockServerConnection> toFlush = new ArrayList<>();
  private BlockStream[] slots = new BlockStream[INITIAL_SLOTS];
  private int[] freeSlots = new int[INITIAL_SLOTS];
  private int freeCount;
  private int usedSlots;
  private ScheduledFuture<?> timer;
  private long timerNs = Long.MAX_VALUE;
  private long lastRunNs = Long.MIN_VALUE / 2;
  private boolean running;

  BlockSchedule(EventLoop loop, Ticker ticker, GuardedTasks tasks) {
    this.step = tasks.guarded(this::run);
    this.loop = loop;
    this.ticker = ticker;
  }

  /** Calls {@link BlockStream#due} when the stream's next block is. */
  void add(BlockStream stream, long nowNs) {
    int slot = freeCount > 0 ? freeSlots[--freeCount] : usedSlots++;
    if (slot == slots.length) {
      slots = Arrays.copyOf(slots, slots.length * 2);
      freeSlots = Arrays.copyOf(freeSlots, slots.length);
    }
    slots[slot] = stream;
    agenda.add(Math.min(stream.nextDueNs(), nowNs + HORIZON_NS), slot);
    if (!running) {
      arm(nowNs);
    }
  }

  /** Returns how many entries there are, those of closed streams included. */
  int size() {
    return agenda.size();
  }

  private void run() {
    timer = null;
    timerNs = Long.MAX_VALUE;
    long nowNs = ticker.nanos();
    lastRunNs = nowNs;
    running = true;
    while (agenda.firstDueNs() <= nowNs) {
      int slot = (int) agenda.takeFirst();
      BlockStream stream = slots[slot];
      slots[slot] = null;
      freeSlots[freeCount++] = slot;
      if (stream.isClosed()) {
        continue;
      }
      if (stream.nextDueNs() > nowNs) {
        add(stream, nowNs);
      } else {
        stream.due(nowNs);
        if (stream.connection().awaitFlush()) {
          toFlush.add(stream.connection());
        }
      }
    }
    for (int i = 0; i < toFlush.size(); i++) {
      toFlush.get(i).flushBlocks();
    }
    toFlush.clear();
    running = false;
    if (!agenda.isEmpty()) {
      arm(ticker.nanos());
    }
  }

  private void arm(long nowNs) {
    long wakeNs = Math.max(agenda.firstDueNs(), lastRunNs + BATCH_NS);
    if (wakeNs >= timerNs) {
      return;
    }
    if (timer != null) {
      timer.cancel(false);
    }
    timerNs = wakeNs;
    timer = loop.schedule(step, Math.max(0, wakeNs - nowNs), TimeUnit.NANOSECONDS);
  }
}
