package io.scaletest.httperf.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.metrics.MetricsPage;
import io.scaletest.common.metrics.PageThreads;
import io.scaletest.common.profiling.ProfilingPage;
import io.scaletest.common.profiling.ProfilingPages;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /metrics} and {@code /debug/pprof/}, made on a thread pool, because a recording takes
 * seconds. Safe for use by many threads.
 */
final class Pages implements AutoCloseable {
  static final String METRICS_PATH = "/metrics";

  private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

  /** One scraper, and one recording of a profile. */
  private static final int THREADS = 2;

  /** Requests beyond this are refused with 503. */
  private static final int WAITING_REQUESTS = 16;

  private final PrometheusRegistry registry;
  private final FaultHandler faults;
  private final ProfilingPages profiling = new ProfilingPages();
  private final ThreadPoolExecutor threads;

  @GuardedBy("this")
  private MetricsPage metrics; // made at the first scrape

  Pages(PrometheusRegistry registry, FaultHandler faults) {
    this.registry = registry;
    this.faults = faults;
    threads = PageThreads.of("httperf-pages", THREADS, WAITING_REQUESTS);
  }

  static boolean owns(String path) {
    return path.equals(METRICS_PATH) || ProfilingPages.owns(path);
  }

  /**
   * Answers a request for a page that these {@linkplain #owns own}.
   *
   * @param rawQuery empty if there is none
   * @param accept what the client takes, empty if the client does not say
   */
  void answer(PageAnswer answer, String path, String rawQuery, String accept) {
    try {
      threads.execute(() -> write(answer, path, rawQuery, accept));
    } catch (RejectedExecutionException e) {
      answer.send(503, Map.of(), "too many requests for pages wait already\n");
    }
  }

  private void write(PageAnswer answer, String path, String rawQuery, String accept) {
    try {
      if (path.equals(METRICS_PATH)) {
        MetricsPage.Content content = metrics().content(accept);
        answer.head(200, Map.of(HttpHeaderNames.CONTENT_TYPE.toString(), content.contentType()));
        answer.body().write(content.body());
      } else {
        try (ProfilingPage page = profiling.page(path, rawQuery)) {
          answer.head(page.status(), page.headers());
          if (!answer.isHeadOnly()) {
            page.writeTo(answer.body()); // which may block
          }
        }
      }
      answer.end();
    } catch (IOException e) {
      LOG.debug("{}: {}", path, e.getMessage());
    } catch (RuntimeException | Error e) {
      answer.abort();
      faults.handle("a page", e);
    }
  }

  private synchronized MetricsPage metrics() {
    if (metrics == null) {
      metrics = new MetricsPage(registry);
    }
    return metrics;
  }

  @Override
  public void close() {
    profiling.close();
    threads.shutdownNow();
  }
}
