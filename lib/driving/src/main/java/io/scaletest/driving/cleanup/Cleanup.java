package io.scaletest.driving.cleanup;

import io.scaletest.common.pacing.Pause;
import io.scaletest.driving.lifecycle.ObjectLedger;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiTransport;
import java.util.BitSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Deletes the objects that may exist, a bounded number at a time, in a bounded number of rounds.
 *
 * <p>These requests are no part of the measurement: they have no intended time and appear in no
 * latency and no row.
 */
public final class Cleanup {
  /** What a clean-up came to: objects that were there and are gone, and those that may remain. */
  public record Outcome(long deleted, long remaining) {}

  /** Enough to delete thousands a second, and well below the streams of one connection. */
  private static final int MAX_IN_FLIGHT = 64;

  /** With the pause between rounds, this outlasts the restart of an API server. */
  private static final int MAX_ROUNDS = 30;

  private static final long ROUND_PAUSE_MS = 1_000;

  /** Longer than the transport's own request timeout, so that it never decides. */
  private static final long MAX_WAIT_FOR_ANSWERS_S = 120;

  private final ObjectLifecycle lifecycle;
  private final ApiTransport transport;
  private final ObjectLedger ledger;
  private final Pause pause;
  private final LongAdder deleted = new LongAdder();

  public Cleanup(
      ObjectLifecycle lifecycle, ApiTransport transport, ObjectLedger ledger, Pause pause) {
    this.lifecycle = lifecycle;
    this.transport = transport;
    this.ledger = ledger;
    this.pause = pause;
  }

  /** Deletes what may exist; returns when nothing is left or the rounds are used up. */
  public Outcome run() throws InterruptedException {
    BitSet left = ledger.mayExist();
    for (int round = 0; round < MAX_ROUNDS && !left.isEmpty(); round++) {
      if (round > 0) {
        pause.forMillis(ROUND_PAUSE_MS);
      }
      deleteAll(left);
      left = ledger.mayExist();
    }
    return new Outcome(deleted.sum(), left.cardinality());
  }

  private void deleteAll(BitSet numbers) throws InterruptedException {
    Semaphore places = new Semaphore(MAX_IN_FLIGHT);
    for (int number = numbers.nextSetBit(0); number >= 0; number = numbers.nextSetBit(number + 1)) {
      if (!places.tryAcquire(MAX_WAIT_FOR_ANSWERS_S, TimeUnit.SECONDS)) {
        return;
      }
      long object = number;
      transport.send(lifecycle.delete(object), reply -> ended(object, reply, places));
    }
    places.tryAcquire(MAX_IN_FLIGHT, MAX_WAIT_FOR_ANSWERS_S, TimeUnit.SECONDS);
  }

  private void ended(long number, ApiReply reply, Semaphore places) {
    try {
      ledger.deleted(number, reply);
      if (reply.succeeded()) {
        deleted.increment();
      }
    } finally {
      places.release();
    }
  }
}
