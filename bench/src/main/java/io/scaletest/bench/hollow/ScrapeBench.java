package io.scaletest.bench.hollow;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.pacing.Pause;
import io.scaletest.kube.transport.ApiReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/**
 * Measures what it costs hollow nodes to be scraped: a thousand of them, idle and then each asked
 * for {@code /metrics/resource} every ten seconds by way of the API server, alternately, each time
 * with a control plane of its own. Prints a table in Markdown, and hollow-node's own.
 *
 * <p>An API server reaches no kubelet on loopback, so it runs in a network namespace, as {@code
 * bench/scrape.sh} makes one. Usage: {@code bench/scrape.sh [PAIRS [SECONDS]]}, by default two
 * pairs of five minutes.
 */
public final class ScrapeBench {
  private static final int NODES = 1_000;
  private static final String ADDRESSES = "10.200.4.0/22";
  private static final long PERIOD_NS = TimeUnit.SECONDS.toNanos(10);
  private static final String READY = "\"reason\":\"KubeletReady\"";
  private static final String RUNNING = "\"phase\":\"Running\"";
  private static final String POD_COLLECTION = "/api/v1/namespaces/default/pods";
  private static final double NS_PER_S = 1e9;
  private static final double NS_PER_MS = 1e6;

  private final Path folder;
  private final long lengthNs;
  private final Ticker ticker = Ticker.system();

  private ScrapeBench(Path folder, long lengthNs) {
    this.folder = folder;
    this.lengthNs = lengthNs;
  }

  public static void main(String[] words) throws IOException {
    int pairs = words.length > 0 ? Integer.parseInt(words[0]) : 2;
    long seconds = words.length > 1 ? Long.parseLong(words[1]) : 300;
    ScrapeBench bench =
        new ScrapeBench(
            Files.createTempDirectory("scaletest-scrape-bench"), TimeUnit.SECONDS.toNanos(seconds));
    for (int pair = 0; pair < pairs; pair++) {
      bench.measure(true);
      bench.measure(false);
    }
    System.out.println("Files: " + bench.folder);
  }

  private void measure(boolean scraping) throws IOException {
    String load = Files.readString(Path.of("/proc/loadavg")).strip();
    Path summary = folder.resolve("summary-" + ticker.nanos() + ".json");
    try (BenchCluster cluster = BenchCluster.start(folder.resolve("cp-" + ticker.nanos()));
        CountingWatch ready = cluster.watch("/api/v1/nodes", READY);
        CountingWatch running = cluster.watch(POD_COLLECTION, RUNNING);
        Simulator simulator =
            Simulator.hollowNode(
                cluster.kubeconfig(),
                summary,
                "--nodes=" + NODES,
                "--watch=shared",
                "--node-ip=" + ADDRESSES,
                "--kubelet-endpoints=address")) {
      cluster.await("nodes are ready", () -> ready.count() == NODES);
      cluster.create(POD_COLLECTION, NODES, HollowBench::podOfItsOwnNode);
      cluster.await("pods run", () -> running.count() == NODES);
      double cpuS = simulator.cpuSeconds();
      double serverCpuS = cluster.serverCpuSeconds();
      long startNs = ticker.nanos();
      Scrapes scrapes = new Scrapes();
      long dueNs = startNs;
      for (long i = 0; dueNs < startNs + lengthNs; i++) {
        dueNs = startNs + i * PERIOD_NS / NODES;
        pauseUntil(dueNs);
        if (scraping) {
          scrapes.send(cluster, (int) (i % NODES), dueNs);
        }
      }
      cluster.await("every scrape is answered", scrapes::areAnswered);
      double lengthS = (ticker.nanos() - startNs) / NS_PER_S;
      System.out.printf(
          Locale.ROOT,
          "| %s | %.3f | %d MB | %.3f | %s | load average before %s |%n",
          scraping ? "scraped" : "idle",
          (simulator.cpuSeconds() - cpuS) / lengthS,
          simulator.residentBytes() >> 20,
          (cluster.serverCpuSeconds() - serverCpuS) / lengthS,
          scrapes,
          load);
      simulator.stop();
      System.out.println(simulator.output());
    }
  }

  private void pauseUntil(long dueNs) {
    try {
      for (long leftNs = dueNs - ticker.nanos(); leftNs > 0; leftNs = dueNs - ticker.nanos()) {
        Pause.sleeping().forMillis(1 + TimeUnit.NANOSECONDS.toMillis(leftNs));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** What became of the scrapes; latencies are from when each was due. */
  private final class Scrapes {
    private final LatencySeries latency = new LatencySeries("scrape");
    private final ErrorCounts failures = new ErrorCounts();
    private final LongAdder bytes = new LongAdder();
    private final AtomicLong open = new AtomicLong();

    private void send(BenchCluster cluster, int node, long dueNs) {
      open.incrementAndGet();
      String path = "/api/v1/nodes/" + HollowBench.nodeName(node) + "/proxy/metrics/resource";
      cluster.get(path, reply -> answered(reply, dueNs));
    }

    private void answered(ApiReply reply, long dueNs) {
      if (reply.succeeded()) {
        latency.record(ticker.nanos() - dueNs);
        bytes.add(reply.body().length);
      } else {
        failures.add(reply.failure());
      }
      open.decrementAndGet();
    }

    private boolean areAnswered() {
      return open.get() == 0;
    }

    @Override
    public String toString() {
      Histogram total = latency.total();
      return String.format(
          Locale.ROOT,
          "%d scrapes of %d bytes, p50 %.1f p99 %.1f max %.1f ms, %d failed %s",
          total.getTotalCount(),
          bytes.sum() / Math.max(1, total.getTotalCount()),
          total.getValueAtPercentile(50) / NS_PER_MS,
          total.getValueAtPercentile(99) / NS_PER_MS,
          total.getMaxValue() / NS_PER_MS,
          failures.total(),
          failures.byFrequency());
    }
  }
}
