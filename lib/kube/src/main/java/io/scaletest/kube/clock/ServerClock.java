package io.scaletest.kube.clock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.ServerOffset;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.timer.TimerThread;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Finds out, beside a run, by how much the API server's clock is ahead of the run's, from the
 * {@code Date} of a few answers to {@code GET /version}: in the first seconds {@value
 * #FIRST_ROUNDS} times {@value #PROBES}, each time spread over where the server's second may
 * change, then as many every {@value #REFRESH_S} seconds. So the bounds become as narrow as the
 * quickest answer, and stay so.
 *
 * <p>Its one thread sleeps in between; answers come on the transport's event loops. Any thread may
 * ask for the offset.
 *
 * <p><i>Source:</i> RFC 9110, 6.6.1, of the field; the bounds are Cristian's (1989).
 */
public final class ServerClock implements AutoCloseable {
  static final int PROBES = 4;
  static final int FIRST_ROUNDS = 5;
  static final int REFRESH_S = 10;

  /** Rounds of answers without a date, after which nobody asks any more. */
  private static final int DATELESS_MAX = 3;

  private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

  /** Time for the request to be made, before it is to be sent. */
  private static final long LEAD_NS = TimeUnit.MILLISECONDS.toNanos(2);

  private final ApiTransport transport;
  private final String server;
  private final WallClock wallClock;
  private final Later later;
  private final Runnable onClose;

  @GuardedBy("this")
  private final OffsetBound bound = new OffsetBound();

  @GuardedBy("this")
  private Optional<ServerOffset.Bounds> atStart = Optional.empty();

  @GuardedBy("this")
  private int unanswered;

  @GuardedBy("this")
  private int rounds;

  @GuardedBy("this")
  private int requests;

  @GuardedBy("this")
  private int datelessRounds;

  @GuardedBy("this")
  private boolean datedInRound;

  @GuardedBy("this")
  private boolean answeredInRound;

  @GuardedBy("this")
  private long lastRoundNs;

  /** Runs a task later, on a thread of its own. */
  @FunctionalInterface
  interface Later {
    void run(Runnable task, long delayNs);
  }

  /**
   * @param onClose ends what {@code later} has planned
   */
  ServerClock(
      ApiTransport transport, String server, WallClock wallClock, Later later, Runnable onClose) {
    this.transport = transport;
    this.server = server;
    this.wallClock = wallClock;
    this.later = later;
    this.onClose = onClose;
  }

  /**
   * Begins to ask; returns at once.
   *
   * @param transport closed by its owner, after this
   * @param server base URL of the server that answers
   * @param faults hears of what this throws; the run goes on without an offset
   */
  public static ServerClock start(
      ApiTransport transport, String server, WallClock wallClock, FaultHandler faults) {
    var timers = new TimerThread("server-clock", faults);
    var clock =
        new ServerClock(
            transport,
            server,
            wallClock,
            (task, delayNs) -> timers.schedule(delayNs, task),
            timers::close);
    clock.begin();
    return clock;
  }

  synchronized void begin() {
    lastRoundNs = nowNs();
    round();
  }

  /** Returns what is known by now; empty if no answer had a date. */
  public synchronized Optional<ServerOffset> offset() {
    if (!bound.isKnown()) {
      return Optional.empty();
    }
    ServerOffset.Bounds now = bound.bounds();
    return Optional.of(new ServerOffset(server, atStart.orElse(now), now, requests, bound.steps()));
  }

  /** Asks no more. Idempotent. */
  @Override
  public void close() {
    onClose.run();
  }

  private long nowNs() {
    return epochNs(wallClock.now());
  }

  private static long epochNs(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), SECOND_NS), instant.getNano());
  }

  /** Plans requests that share out the time in which the server's second may change. */
  @GuardedBy("this")
  private void round() {
    rounds++;
    unanswered = PROBES;
    datedInRound = false;
    answeredInRound = false;
    long now = nowNs();
    bound.widen(now - lastRoundNs);
    lastRoundNs = now;
    long width = bound.widthNs();
    long begin = bound.isKnown() ? bound.nextSecondNs(now + LEAD_NS) : now;
    for (int i = 0; i < PROBES; i++) {
      // Of an interval yet unknown the beginning is as good as any other place.
      long at = begin + width * (bound.isKnown() ? i + 1 : i) / (PROBES + 1);
      later.run(this::probe, at - now);
    }
  }

  private void probe() {
    transport.send(ApiRequest.get("/version").readingHead(), this::answered);
  }

  private synchronized void answered(ApiReply reply) {
    unanswered--;
    answeredInRound |= reply.status() != 0;
    if (reply.status() != 0) {
      date(reply)
          .ifPresent(
              second -> {
                datedInRound = true;
                requests++;
                bound.add(
                    epochNs(wallClock.at(reply.sentNs())),
                    epochNs(wallClock.at(reply.answeredNs())),
                    epochNs(second));
              });
    }
    if (unanswered == 0) {
      roundEnded();
    }
  }

  @GuardedBy("this")
  private void roundEnded() {
    if (answeredInRound && !datedInRound) {
      datelessRounds++;
    }
    if (datelessRounds == DATELESS_MAX) {
      return;
    }
    if (rounds < FIRST_ROUNDS && datedInRound) {
      round();
      return;
    }
    if (atStart.isEmpty() && bound.isKnown()) {
      atStart = Optional.of(bound.bounds());
    }
    later.run(this::nextRound, TimeUnit.SECONDS.toNanos(REFRESH_S));
  }

  private synchronized void nextRound() {
    round();
  }

  private static Optional<Instant> date(ApiReply reply) {
    List<String> values = reply.headers().getOrDefault("date", List.of());
    if (values.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(values.get(0))));
    } catch (DateTimeException e) {
      return Optional.empty(); // no date in the form that HTTP demands
    }
  }
}
