package io.scaletest.driving.cleanup;

import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.pacing.Pause;
import io.scaletest.driving.lifecycle.ObjectLedger;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import java.util.BitSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Deletes the objects that may exist, a bounded number at a time, in rounds: until nothing is left,
 * or {@value #ROUNDS_WITHOUT_PROGRESS} rounds in a row have deleted nothing, or the time is over.
 * Blocks its caller meanwhile.
 *
 * <p>These requests are no part of the measurement: they have no intended time and appear in no
 * latency and no row.
 */
public final class Cleanup {
  /** What a clean-up came to: objects that were there and are gone, and those that may remain. */
  public record Outcome(long deleted, long remaining) {}

  /** Enough to delete thousands a second, and well below the streams of one connection. */
  static final int MAX_IN_FLIGHT = 64;

  /** The objects that are left then are named, and {@code gc} can delete them later. */
  static final int ROUNDS_WITHOUT_PROGRESS = 2;

  /**
   * So many failures in a row end a round: a server that takes requests and answers none would
   * otherwise cost a time-out for each {@value #MAX_IN_FLIGHT} of the objects.
   */
  static final int FAILURES_IN_A_ROW = 2 * MAX_IN_FLIGHT;

  private static final long ROUND_PAUSE_MS = 1_000;

  /** Long enough for an API server to be started again, after a round that deleted nothing. */
  private static final long RESTART_PAUSE_MS = 15_000;

  /** For any number of objects; with {@link #LIMIT_PER_OBJECT_NS} for each on top. */
  static final long LIMIT_NS = TimeUnit.MINUTES.toNanos(5);

  /** A server that deletes fewer than 50 objects a second is not waited for. */
  static final long LIMIT_PER_OBJECT_NS = TimeUnit.MILLISECONDS.toNanos(20);

  private final ObjectLifecycle lifecycle;
  private final ApiTransport transport;
  private final ObjectLedger ledger;
  private final Pause pause;
  private final Ticker ticker;
  private final FaultHandler faults;
  private final LongAdder deleted = new LongAdder();
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private long deadlineNs;

  /**
   * @param faults hears of a request that cannot be made or sent; its object remains
   */
  public Cleanup(
      ObjectLifecycle lifecycle,
      ApiTransport transport,
      ObjectLedger ledger,
      Pause pause,
      Ticker ticker,
      FaultHandler faults) {
    this.lifecycle = lifecycle;
    this.transport = transport;
    this.ledger = ledger;
    this.pause = pause;
    this.ticker = ticker;
    this.faults = faults;
  }

  /** Deletes what may exist; returns when nothing is left, or more waiting would not help. */
  public Outcome run() throws InterruptedException {
    BitSet left = ledger.mayExist();
    deadlineNs = ticker.nanos() + LIMIT_NS + left.cardinality() * LIMIT_PER_OBJECT_NS;
    int rounds = 0;
    while (!left.isEmpty() && rounds < ROUNDS_WITHOUT_PROGRESS && remainingNs() > 0) {
      int before = left.cardinality();
      deleteAll(left);
      left = ledger.mayExist();
      rounds = left.cardinality() < before ? 0 : rounds + 1;
      if (!left.isEmpty() && rounds < ROUNDS_WITHOUT_PROGRESS) {
        pause.forMillis(rounds == 0 ? ROUND_PAUSE_MS : RESTART_PAUSE_MS);
      }
    }
    return outcome();
  }

  /** Returns what it has come to so far, also where {@link #run} came to no end. */
  public Outcome outcome() {
    return new Outcome(deleted.sum(), ledger.mayExist().cardinality());
  }

  private long remainingNs() {
    return deadlineNs - ticker.nanos();
  }

  private void deleteAll(BitSet numbers) throws InterruptedException {
    Semaphore places = new Semaphore(MAX_IN_FLIGHT);
    failuresInARow.set(0);
    for (int number = numbers.nextSetBit(0); number >= 0; number = numbers.nextSetBit(number + 1)) {
      if (!places.tryAcquire(remainingNs(), TimeUnit.NANOSECONDS)
          || failuresInARow.get() >= FAILURES_IN_A_ROW) {
        return;
      }
      delete(number, places);
    }
    // Where the time is over first, what was not answered remains.
    boolean ignored = places.tryAcquire(MAX_IN_FLIGHT, remainingNs(), TimeUnit.NANOSECONDS);
  }

  private void delete(long number, Semaphore places) {
    try {
      ApiRequest request = lifecycle.delete(number);
      transport.send(request, reply -> ended(number, reply, places));
    } catch (Throwable thrown) {
      failuresInARow.incrementAndGet();
      places.release();
      faults.handle("the sending of a delete", thrown);
    }
  }

  private void ended(long number, ApiReply reply, Semaphore places) {
    try {
      ledger.deleted(number, reply);
      if (reply.succeeded()) {
        deleted.increment();
      }
      if (reply.succeeded() || reply.status() == NOT_FOUND) {
        failuresInARow.set(0);
      } else {
        failuresInARow.incrementAndGet();
      }
    } finally {
      places.release();
    }
  }
}
