package io.scaletest.driving.session;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks an API server for its metrics every so often while a run goes on, and keeps them in a {@link
 * ScrapeFile}: at the beginning, then by a fixed timetable, and at the end. One scrape at a time,
 * on a thread and over a connection of its own, so that neither waits for the run's requests nor
 * they for it. What fails is counted and told once; the run goes on.
 *
 * <p>{@link #start} and {@link #finish} are for the one thread that runs the tool; any may ask for
 * the rest.
 */
final class ServerScraper implements AutoCloseable {
  /** A server that takes longer is measured by that alone. */
  static final Duration SCRAPE_LIMIT = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(ServerScraper.class);
  private static final String TEXT = "text/plain";

  private final ApiTransport transport;
  private final ScrapeFile file;
  private final long everyNs;
  private final WallClock clock;
  private final FaultHandler faults;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "server-metrics");
  private volatile boolean broken;
  private final AtomicInteger scrapes = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  /**
   * @param transport of nothing else, which bounds each scrape; closed with this
   * @param file closed with this
   * @param faults hears of what this throws; the run goes on without further scrapes
   */
  ServerScraper(
      ApiTransport transport,
      ScrapeFile file,
      Duration every,
      WallClock clock,
      FaultHandler faults) {
    this.transport = transport;
    this.file = file;
    this.everyNs = every.toNanos();
    this.clock = clock;
    this.faults = faults;
    thread.setDaemon(true);
  }

  /**
   * Scrapes once, so that whatever is sent afterwards is counted between two scrapes, and begins;
   * blocks for that one scrape.
   */
  void start() {
    scrape();
    thread.start();
  }

  private void run() {
    try {
      long nextNs = clock.ticker().nanos();
      boolean last = false;
      while (!last && !broken) {
        long nowNs = clock.ticker().nanos();
        nextNs += everyNs * Math.max(1, (nowNs - nextNs + everyNs - 1) / everyNs);
        last = ended.await(nextNs - nowNs, TimeUnit.NANOSECONDS);
        if (!last) {
          scrape();
        }
      }
      if (!broken) {
        scrape();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody waits for the rest
    } catch (Throwable thrown) {
      faults.handle("scrapes of the server's metrics", thrown);
    }
  }

  /** Asks once, and blocks until the answer is in the file. */
  void scrape() {
    ApiReply reply =
        transport.sendAndWait(ApiRequest.get("/metrics").accepting(TEXT).readingEveryBody());
    // As Prometheus has it: when it was asked for. The server counts up to a little later.
    long epochMs = clock.epochMillisAt(reply.sentNs());
    if (broken) {
      return; // closed meanwhile
    }
    scrapes.incrementAndGet();
    try {
      boolean fits;
      if (reply.succeeded()) {
        fits = file.add(reply.body(), epochMs);
      } else {
        if (failed.incrementAndGet() == 1) {
          LOG.warn("server-metrics: a scrape failed, the run goes on: {}", reply.failure());
        }
        fits = file.addFailed(epochMs);
      }
      if (!fits) {
        broken = true;
        LOG.warn(
            "server-metrics: {} has {} MB; no further scrapes", file.path(), ScrapeFile.MB_MAX);
      }
    } catch (IOException e) {
      broken = true;
      LOG.warn("server-metrics: {} cannot be written: {}", file.path(), IoReason.of(e));
    }
  }

  /** Scrapes once more and ends; blocks until that is done, which the time for two bounds. */
  void finish() throws InterruptedException {
    ended.countDown();
    thread.join(2 * SCRAPE_LIMIT.toMillis());
  }

  ScrapeFile file() {
    return file;
  }

  /** Returns how many scrapes there were, failed ones among them. */
  int scrapes() {
    return scrapes.get();
  }

  /** Returns how many failed. */
  int failed() {
    return failed.get();
  }

  /** Ends without a further scrape. Idempotent. */
  @Override
  public void close() {
    broken = true;
    ended.countDown();
    transport.close();
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("server-metrics: {} cannot be closed: {}", file.path(), IoReason.of(e));
    }
  }
}
