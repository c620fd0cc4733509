package io.scaletest.common.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.SignedLatencySeries;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.wire.json.JsonTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LivePageTest {
  private static final long WAIT_S = 20;
  private static final long NS_PER_S = 1_000_000_000L;

  private final AtomicLong nowNs = new AtomicLong();
  private final WallClock clock =
      WallClock.startingAt(Instant.parse("2026-11-29T05:00:00Z"), nowNs::get);
  private final AtomicInteger readings = new AtomicInteger();
  private final AtomicLong succeeded = new AtomicLong();
  private final LatencySeries response = new LatencySeries("create.response");
  private final SignedLatencySeries notification = new SignedLatencySeries("notification");
  private final List<Throwable> faults = new ArrayList<>();
  private final LivePage page = new LivePage((where, thrown) -> faults.add(thrown), false);
  private final LiveRun run =
      LiveRun.builder("cmdriver", "1.2", "1129.0500.0001", clock)
          .latency(response)
          .latency(notification)
          .operation("create", succeeded::get, this::read, () -> 0)
          .population(succeeded::get)
          .count("inFlight", () -> 3)
          .build();

  private long read() {
    readings.incrementAndGet();
    return succeeded.get();
  }

  @AfterEach
  void noFault() {
    page.close();
    assertThat(faults).isEmpty();
  }

  /** What a viewer was sent, and whether that is over. */
  private static final class Screen extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean gone;

    @Override
    public synchronized void write(int b) {
      bytes.write(b);
      notifyAll();
    }

    @Override
    public synchronized void write(byte[] b, int from, int length) throws IOException {
      if (gone) {
        throw new IOException("connection reset");
      }
      bytes.write(b, from, length);
      notifyAll();
    }

    synchronized void goAway() {
      gone = true;
    }

    /** Waits for the n-th event; returns its lines. */
    synchronized String event(int n) throws InterruptedException {
      for (int i = 0; i < WAIT_S && events().size() <= n; i++) {
        wait(TimeUnit.SECONDS.toMillis(1));
      }
      assertThat(events()).hasSizeGreaterThan(n);
      return events().get(n);
    }

    synchronized List<String> events() {
      String text = bytes.toString(UTF_8);
      var all = new ArrayList<>(List.of(text.split("\n\n")));
      if (!text.endsWith("\n\n")) {
        all.remove(all.size() - 1);
      }
      all.removeIf(event -> event.startsWith("retry:"));
      return all;
    }

    void awaitEnd() throws InterruptedException {
      assertThat(ended.await(WAIT_S, TimeUnit.SECONDS)).isTrue();
    }
  }

  private Screen look() {
    var screen = new Screen();
    assertThat(page.follow(screen, screen.ended::countDown)).isTrue();
    return screen;
  }

  private void second() {
    nowNs.addAndGet(NS_PER_S);
    page.turn(true);
  }

  private static Map<String, Object> data(String event) throws Exception {
    assertThat(event).startsWith("event: run\ndata: ").doesNotContain("\n\n");
    return JsonTree.parseObject(event.substring("event: run\ndata: ".length()).getBytes(UTF_8));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> run(String event) throws Exception {
    return ((List<Map<String, Object>>) data(event).get("runs")).get(0);
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Map<String, Object> of, String name) {
    return (List<Map<String, Object>>) of.get(name);
  }

  @Test
  void nothingIsReadAndNoThreadRunsWhileNobodyLooks() {
    var before = Thread.getAllStackTraces().keySet();
    var shown = new LivePage((where, thrown) -> faults.add(thrown));

    shown.show(run);

    assertThat(readings).hasValue(0);
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> !before.contains(thread))
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("live"));
    shown.close();
  }

  @Test
  void theFirstLookGetsWhatThereIsAndEachSecondWhatCame() throws Exception {
    response.record(2_000_000);
    succeeded.set(1);
    page.show(run);
    Screen screen = look();

    page.turn(false);
    Map<String, Object> whole = run(screen.event(0));
    assertThat(whole).containsEntry("title", "1129.0500.0001").containsEntry("status", "RUNNING");
    assertThat(list(whole, "series").get(0))
        .containsEntry("count", 1L)
        .containsEntry("quantity", "RESPONSE")
        .containsEntry("columns", List.of());

    response.record(5_000_000);
    notification.record(-1_000);
    succeeded.set(11);
    second();
    second();

    Map<String, Object> first = run(screen.event(1));
    assertThat(data(screen.event(1))).containsEntry("firstColumn", 0L);
    assertThat(list(first, "operations").get(0)).containsEntry("succeeded", List.of(10L));
    assertThat(list(first, "series"))
        .extracting(series -> series.get("columns"))
        .containsExactly(
            List.of(List.of(5_001_215L, 345L, 1L)), List.of(List.of(-1_000L, -2L, 1L)));
    assertThat(data(screen.event(2))).containsEntry("firstColumn", 1L);
    assertThat(list(run(screen.event(2)), "operations").get(0))
        .containsEntry("succeeded", List.of(0L))
        .containsEntry("count", 11L);
    assertThat(run(screen.event(2))).containsEntry("population", List.of(11L));
  }

  @Test
  void aLateSecondIsNoBurst() throws Exception {
    page.show(run);
    Screen screen = look();
    page.turn(false);

    succeeded.set(100);
    nowNs.addAndGet(4 * NS_PER_S);
    page.turn(true);

    assertThat(list(run(screen.event(1)), "operations").get(0))
        .containsEntry("succeeded", List.of(25L, 25L, 25L, 25L))
        .containsEntry("achievedPerSecond", new BigDecimal("25.0"));
  }

  @Test
  @SuppressWarnings("unchecked") // a list of JSON
  void columnsAreMergedSoThatAnyRunFits() throws Exception {
    page.show(run);
    Screen screen = look();
    page.turn(false);
    screen.event(0);

    for (int i = 1; i <= LiveColumns.COLUMNS_MAX + 1; i++) {
      succeeded.addAndGet(2);
      second();
      screen.event(i);
    }

    Map<String, Object> merged = run(screen.event(LiveColumns.COLUMNS_MAX + 1));
    assertThat(data(screen.event(LiveColumns.COLUMNS_MAX + 1))).containsEntry("firstColumn", 0L);
    assertThat(merged.get("axis"))
        .isEqualTo(
            Map.of(
                "startEpochMs", 1_795_928_400_000L,
                "widthMs", 2_000L,
                "columns", LiveColumns.COLUMNS_MAX / 2 + 1L));
    assertThat((List<Object>) list(merged, "operations").get(0).get("succeeded"))
        .startsWith(4L, 4L)
        .endsWith(4L, 2L);
  }

  @Test
  void readingEndsSomeTimeAfterTheLastViewer() throws Exception {
    page.show(run);
    Screen screen = look();
    page.turn(false);
    second();
    screen.event(1);

    screen.goAway();
    second();
    screen.awaitEnd();
    for (int i = 0; i < LivePage.TURNS_ALONE_MAX + 2; i++) {
      second();
    }
    int before = readings.get();

    assertThat(page.turn(true)).isFalse();
    assertThat(readings).hasValue(before);
  }

  @Test
  void aViewerWhoComesBackFindsWhatItHad() throws Exception {
    page.show(run);
    Screen screen = look();
    page.turn(false);
    succeeded.set(7);
    second();
    screen.event(1);
    screen.goAway();
    second();
    screen.awaitEnd();

    Screen again = look();
    page.turn(false);

    assertThat(list(run(again.event(0)), "operations").get(0))
        .containsEntry("succeeded", List.of(7L, 0L));
  }

  @Test
  void aSlowViewerIsDroppedAndDelaysNobody() throws Exception {
    page.show(run);
    Screen quick = look();
    var dropped = new CountDownLatch(1);
    var writing = new CountDownLatch(1);
    OutputStream stuck =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            writing.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              throw new IOException("closed by interrupt", e);
            }
          }
        };
    assertThat(page.follow(stuck, dropped::countDown)).isTrue();
    assertThat(writing.await(WAIT_S, TimeUnit.SECONDS)).isTrue();

    for (int i = 0; i < Viewer.EVENTS_MAX + 1; i++) {
      page.turn(false);
      second();
      quick.event(i + 1);
    }

    assertThat(dropped.await(WAIT_S, TimeUnit.SECONDS)).isTrue();
    assertThat(quick.ended.getCount()).isEqualTo(1);
  }

  @Test
  void thereIsRoomForSoManyAndAgainWhenOneHasGone() throws Exception {
    page.show(run);
    Screen first = look();
    for (int i = 1; i < LivePage.VIEWERS_MAX; i++) {
      look();
    }

    assertThat(page.hasRoom()).isFalse();
    assertThat(page.follow(new Screen(), () -> {})).isFalse();

    first.goAway();
    page.turn(false);
    first.awaitEnd();
    assertThat(page.hasRoom()).isTrue();
  }

  @Test
  void withoutARunItSaysSoUntilThereIsOne() throws Exception {
    Screen screen = look();
    page.turn(true);
    assertThat(screen.event(0)).isEqualTo("event: idle\ndata: {}");

    page.show(run);
    second();

    assertThat(list(run(screen.event(1)), "operations").get(0))
        .containsEntry("succeeded", List.of());
  }

  @Test
  void theEndShowsTheVerdictAndSaysFarewell() throws Exception {
    page.show(run);
    Screen screen = look();
    page.turn(false);
    screen.event(0);

    run.end(
        Verdict.of(
            List.of(
                new Verdict.Finding(
                    Verdict.Status.SUSPECT, Verdict.Side.SERVER, "2 % of requests failed")),
            Optional.empty()));
    nowNs.addAndGet(NS_PER_S);
    page.close();

    screen.awaitEnd();
    assertThat(run(screen.event(1))).containsEntry("status", "SUSPECT");
    assertThat(list(run(screen.event(1)), "findings").get(0))
        .containsEntry("about", "server")
        .containsEntry("reason", "2 % of requests failed");
    assertThat(screen.event(2)).isEqualTo("event: end\ndata: {}");
    assertThat(page.follow(new Screen(), () -> {})).isFalse();
  }
}
