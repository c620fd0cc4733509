package io.scaletest.kube.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.ServerOffset;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.pacing.Pacer;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.ReplyListener;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import io.scaletest.testkit.clock.ManualTicker;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerClockTest {
  private static final long MS = 1_000_000L;
  private static final Instant START = Instant.parse("2026-11-29T23:59:58.300Z");

  private final ManualTicker ticker = new ManualTicker();
  private final WallClock wallClock = WallClock.startingAt(START, ticker);
  private final SplittableRandom random = new SplittableRandom(7);
  private final Server server = new Server();
  private final PriorityQueue<Planned> planned =
      new PriorityQueue<>(Comparator.comparingLong(Planned::dueNs));
  private final ServerClock clock =
      new ServerClock(
          server,
          "https://server",
          wallClock,
          (task, delayNs) -> planned.add(new Planned(ticker.nanos() + Math.max(0, delayNs), task)),
          planned::clear);

  private record Planned(long dueNs, Runnable task) {}

  /** Answers with its own clock's date; there and back take a millisecond each, or up to three. */
  private final class Server implements ApiTransport {
    private Duration ahead = Duration.ZERO;
    private boolean dated = true;
    private boolean up = true;
    private int requests;

    @Override
    public StreamHandle send(ApiRequest request, ReplyListener listener) {
      assertThat(request.path()).isEqualTo("/version");
      requests++;
      long sentNs = ticker.nanos();
      ticker.advanceNs(MS / 2 + random.nextLong(MS));
      Instant served = wallClock.now().plus(ahead);
      ticker.advanceNs(MS / 2 + random.nextLong(MS));
      String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(served.atOffset(ZoneOffset.UTC));
      listener.answered(
          new ApiReply(
              up ? 200 : 0,
              new byte[0],
              up ? "" : "connection refused",
              true,
              sentNs,
              sentNs,
              sentNs,
              ticker.nanos(),
              ApiReply.NO_RETRY,
              ApiReply.Tries.ONE,
              dated && up ? Map.of("date", List.of(date)) : Map.of()));
      return StreamHandle.NONE;
    }

    @Override
    public StreamHandle stream(ApiRequest request, StreamListener listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Pacer pacer(String threadName, Pacer.Step step, FaultHandler faults) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  private void runFor(Duration time) {
    long endNs = ticker.nanos() + time.toNanos();
    while (!planned.isEmpty() && planned.peek().dueNs() <= endNs) {
      Planned next = planned.remove();
      ticker.advanceNs(Math.max(0, next.dueNs() - ticker.nanos()));
      next.task().run();
    }
    ticker.advanceNs(Math.max(0, endNs - ticker.nanos()));
  }

  private void assertWithin(ServerOffset.Bounds bounds, Duration truth, long widestNs) {
    assertThat(truth.toNanos()).isBetween(bounds.lowNs(), bounds.highNs());
    assertThat(bounds.highNs() - bounds.lowNs()).isLessThanOrEqualTo(widestNs);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 250, -250, 499, 500, 501, 999, -3_000, 86_400_000})
  void theTruthIsWithinBoundsAsNarrowAsTheAnswersAreQuick(long aheadMs) {
    server.ahead = Duration.ofMillis(aheadMs);
    clock.begin();
    runFor(Duration.ofSeconds(9));
    ServerOffset offset = clock.offset().orElseThrow();
    assertWithin(offset.atStart(), server.ahead, 6 * MS);
    assertThat(offset.requests()).isEqualTo(ServerClock.PROBES * ServerClock.FIRST_ROUNDS);
    assertThat(offset.steps()).isZero();
    assertThat(offset.server()).isEqualTo("https://server");
  }

  @Test
  void aClockThatDriftsIsFollowed() {
    clock.begin();
    for (int i = 0; i < 100; i++) {
      runFor(Duration.ofSeconds(10));
      server.ahead = server.ahead.plusNanos(MS);
    }
    runFor(Duration.ofSeconds(20));
    ServerOffset offset = clock.offset().orElseThrow();
    assertWithin(offset.atStart(), Duration.ZERO, 6 * MS);
    assertWithin(offset.atEnd(), server.ahead, 16 * MS);
    assertThat(offset.steps()).isZero();
  }

  @Test
  void aClockThatIsSetIsSeen() {
    clock.begin();
    runFor(Duration.ofSeconds(9));
    server.ahead = Duration.ofMinutes(5);
    runFor(Duration.ofSeconds(60));
    ServerOffset offset = clock.offset().orElseThrow();
    assertThat(offset.steps()).isOne();
    assertWithin(offset.atEnd(), server.ahead, 1_000 * MS);
  }

  @Test
  void aServerThatIsDownIsAskedAgain() {
    server.up = false;
    clock.begin();
    runFor(Duration.ofSeconds(60));
    assertThat(clock.offset()).isEmpty();
    server.up = true;
    runFor(Duration.ofSeconds(30));
    assertThat(clock.offset()).isPresent();
  }

  @Test
  void aServerWithoutDateIsLeftAlone() {
    server.dated = false;
    clock.begin();
    runFor(Duration.ofMinutes(5));
    assertThat(server.requests).isEqualTo(3 * ServerClock.PROBES);
    assertThat(clock.offset()).isEmpty();
  }
}
