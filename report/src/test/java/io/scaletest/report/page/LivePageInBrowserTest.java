package io.scaletest.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.live.LiveRun;
import io.scaletest.common.metrics.MetricsServer;
import io.scaletest.common.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page of a running run as Chromium shows it: it follows the run and stays usable. */
class LivePageInBrowserTest {
  private static final int ANTI_ALIASED_COLOURS_MIN = 8;

  private static Browser browser;

  private final WallClock clock = WallClock.anchoredTo(Ticker.system());
  private final LatencySeries response = new LatencySeries("create.response");
  private final LatencySeries service = new LatencySeries("create.service");
  private final LatencySeries lateness = new LatencySeries("lateness");
  private final ErrorCounts errors = new ErrorCounts();
  private final AtomicLong succeeded = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final Random random = new Random(1);
  private final MetricsServer server =
      MetricsServer.start(
              "metricport",
              0,
              CommonExit.USAGE,
              new PrometheusRegistry(),
              (where, thrown) -> {
                throw new AssertionError(where, thrown);
              })
          .orElseThrow();
  private final AtomicLong patched = new AtomicLong();
  private final LiveRun run =
      LiveRun.builder("cmdriver", "1.2", "1129.0500.<b>1", clock)
          .latency(response)
          .latency(service)
          .latency(lateness)
          .operation("create", () -> succeeded.get() + failed.get(), succeeded::get, failed::get)
          .operation("patch", patched::get, patched::get, () -> 0)
          .operation("request", patched::get, patched::get, () -> 0)
          .population(succeeded::get)
          .count("inFlight", () -> 3)
          .errors(errors)
          .option("LAMBDA", 300)
          .build();

  @BeforeAll
  static void start() {
    browser = Browser.start();
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void theConsoleIsSilent() {
    server.close();
    assertThat(browser.messages()).isEmpty();
  }

  private void creates(int count) {
    for (int i = 0; i < count; i++) {
      long ns = 1_000_000L + random.nextInt(9_000_000);
      response.record(ns + 50_000);
      service.record(ns);
      lateness.record(50_000);
    }
    succeeded.addAndGet(count);
  }

  private void open() {
    server.live().show(run);
    browser.openAddress("http://127.0.0.1:" + server.port() + "/");
  }

  private static void untilShown(String id, String text) {
    browser.until(
        "return document.getElementById('" + id + "').textContent.includes('" + text + "')");
    browser.frames();
  }

  @Test
  void whatHappensIsDrawnWithoutLoadingAgain() {
    creates(2_000);
    open();
    assertThat(browser.text("verdict")).contains("RUNNING", "2,000", "none failed");
    assertThat(browser.text("numbers")).contains("2,000");
    assertThat(browser.text("connection")).isEqualTo("live");
    assertThat(browser.text("title")).isEqualTo("Run 1129.0500.<b>1");

    creates(600);
    browser.until("return document.querySelectorAll('.plot').length >= 6");
    untilShown("verdict", "2,600");

    assertThat(browser.text("time")).contains("Response time of creates", "Rate", "Population");
    assertThat(browser.text("window")).contains("whole run");
    assertThat(browser.coloursOfPlots())
        .allSatisfy(count -> assertThat((Long) count).isGreaterThan(ANTI_ALIASED_COLOURS_MIN));
  }

  @Test
  void manyOfAnOperationAreCalledAsEverywhere() {
    creates(100);
    patched.set(2);
    open();
    creates(100);
    browser.until("return document.querySelectorAll('.plot').length >= 6");

    assertThat(browser.text("verdict")).contains("2 patches at", "2 requests at");
    assertThat(browser.text("time")).contains("Creates, patches and requests a second");
  }

  @Test
  void aZoomStaysWhileTheRunGoesOn() {
    creates(100);
    open();
    creates(100);
    browser.until("return document.querySelectorAll('.plot').length >= 6");

    browser.actions().sendKeys("+").perform();
    String zoomed = browser.text("window");
    assertThat(zoomed).contains(" to ");
    creates(300);
    untilShown("verdict", "500");

    assertThat(browser.text("window")).isEqualTo(zoomed);
  }

  @Test
  void failuresAppearWhenTheyCome() {
    open();
    creates(100);
    browser.until("return document.querySelectorAll('.plot').length >= 6");
    assertThat(browser.text("time")).contains("No request failed.");

    failed.addAndGet(25);
    errors.add("503 <img src=x onerror=window.injected=1>");
    untilShown("verdict", "25 failed");

    assertThat(browser.text("time")).contains("Failed requests a second");
    assertThat(browser.text("errors")).contains("503 <img src=x onerror=window.injected=1>");
    assertThat(browser.js("return window.injected")).isNull();
  }

  @Test
  void theVerdictComesWithTheEnd() {
    creates(100);
    open();

    run.end(
        Verdict.of(
            List.of(
                new Verdict.Finding(
                    Verdict.Status.INVALID, Verdict.Side.CLIENT, "own lateness: p99 2 s")),
            Optional.empty()));
    untilShown("verdict", "INVALID");
    assertThat(browser.text("verdict")).contains("Own lateness: p99 2 s");

    server.close();
    untilShown("connection", "has ended");
    assertThat(browser.text("verdict")).contains("INVALID");
  }

  @Test
  void fitsNarrowAndWideScreensDarkAndLight() {
    creates(2_000);
    open();
    creates(600);
    browser.until("return document.querySelectorAll('.plot').length >= 6");

    for (int width : new int[] {320, 800, 1280, 1920}) {
      browser.width(width);
      browser.actions().sendKeys("d").perform();
      browser.frames();
      assertThat((Long) browser.js("return document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(width);
    }
  }
}
