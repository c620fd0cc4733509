package io.scaletest.driving.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.ReplyListener;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import io.scaletest.testkit.fault.RethrowingFaults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ServerScraperTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path folder;

  /** Answers each scrape at once, with a count that grows; some with a failure. */
  private static final class Server implements ApiTransport {
    private final List<ApiRequest> asked = new ArrayList<>();
    private final CountDownLatch scrapes;
    private final int failing;
    private final Ticker ticker;
    private boolean closed;

    Server(int scrapes, int failing, Ticker ticker) {
      this.scrapes = new CountDownLatch(scrapes);
      this.failing = failing;
      this.ticker = ticker;
    }

    @Override
    public synchronized StreamHandle send(ApiRequest request, ReplyListener listener) {
      asked.add(request);
      long now = ticker.nanos();
      boolean fails = asked.size() == failing;
      byte[] page =
          ("etcd_request_duration_seconds_count{type=\"a\"} " + asked.size() + "\n")
              .getBytes(StandardCharsets.UTF_8);
      listener.answered(
          new ApiReply(fails ? 503 : 200, page, fails ? "overloaded" : "", now, now, now));
      scrapes.countDown();
      return () -> {};
    }

    @Override
    public StreamHandle stream(ApiRequest request, StreamListener listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private ServerScraper scraper(Server server, Duration every, WallClock clock) throws IOException {
    return new ServerScraper(
        server,
        ScrapeFile.create(folder.resolve("x.prom"), "x"),
        every,
        clock,
        new RethrowingFaults());
  }

  private List<String> lines() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("x.prom"));
    return lines.subList(2, lines.size());
  }

  @Test
  void asksAtTheBeginningAndAtTheEndHoweverLongTheInterval() throws Exception {
    WallClock clock = WallClock.startingAt(Instant.ofEpochMilli(5_000), () -> 0);
    Server server = new Server(1, 0, clock.ticker());
    try (ServerScraper scraper = scraper(server, HOUR, clock)) {
      scraper.start();
      server.scrapes.await();
      scraper.finish();

      assertThat(scraper.scrapes()).isEqualTo(2);
      assertThat(scraper.failed()).isZero();
    }
    assertThat(server.closed).isTrue();
    assertThat(server.asked)
        .hasSize(2)
        .allSatisfy(request -> assertThat(request.path()).isEqualTo("/metrics"))
        .allSatisfy(request -> assertThat(request.accept()).isEqualTo("text/plain"));
    assertThat(lines())
        .containsExactly(
            "etcd_request_duration_seconds_count{type=\"a\"} 1 5000",
            "up 1 5000",
            "etcd_request_duration_seconds_count{type=\"a\"} 2 5000",
            "up 1 5000");
  }

  @Test
  void asksEverySoOftenAndGoesOnBehindAFailure() throws Exception {
    WallClock clock = WallClock.anchoredTo(Ticker.system());
    Server server = new Server(5, 3, clock.ticker());
    try (ServerScraper scraper = scraper(server, Duration.ofMillis(5), clock)) {
      scraper.start();
      assertThat(server.scrapes.await(30, TimeUnit.SECONDS)).isTrue();
      scraper.finish();

      assertThat(scraper.scrapes()).isGreaterThanOrEqualTo(6);
      assertThat(scraper.failed()).isEqualTo(1);
    }
    assertThat(lines().subList(0, 7))
        .extracting(line -> line.substring(0, line.lastIndexOf(' ')))
        .containsExactly(
            "etcd_request_duration_seconds_count{type=\"a\"} 1",
            "up 1",
            "etcd_request_duration_seconds_count{type=\"a\"} 2",
            "up 1",
            "up 0",
            "etcd_request_duration_seconds_count{type=\"a\"} 4",
            "up 1");
  }

  @Test
  void endsWithoutAFurtherScrapeWhenItIsClosed() throws Exception {
    WallClock clock = WallClock.anchoredTo(Ticker.system());
    Server server = new Server(1, 0, clock.ticker());
    ServerScraper scraper = scraper(server, HOUR, clock);
    scraper.start();
    server.scrapes.await();
    scraper.close();
    scraper.finish();

    assertThat(server.asked).hasSize(1);
  }
}
