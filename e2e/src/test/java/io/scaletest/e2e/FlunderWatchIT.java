package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.TestCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/** flunder-watch on either server; on the real one, through the aggregator. */
class FlunderWatchIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** The JVM's own, the network's, the timers', and none for a watcher. */
  private static final long THREADS_MAX = 50;

  private static final Pattern METRICS_PORT =
      Pattern.compile("metrics at http://.*:(\\d+)/metrics");

  @TempDir private Path folder;

  private static long threads(ToolProcess process) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
        .filter(line -> line.startsWith("Threads:"))
        .mapToLong(line -> Long.parseLong(line.substring("Threads:".length()).strip()))
        .findFirst()
        .orElseThrow();
  }

  @OnBothClusters
  void eachOfAThousandWatchersSeesEveryChange(TestCluster cluster) throws IOException {
    int watchers = 1_000;
    int flunders = 40;
    cluster
        .client()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName("scaletest").endMetadata().build())
        .serverSideApply();
    try (ToolProcess watch =
        FlunderWatchCommand.flunderWatch(
                cluster.kubeconfig(),
                "--watchers=" + watchers,
                "--namespace=scaletest",
                "--datafile=" + folder.resolve("thousand.csv"))
            .environment("SCALETEST_PROGRESS_MS", "500")
            .start()) {
      watch.awaitOutput("each of the 1,000 watchers has an open watch", LIMIT);
      try (ToolProcess driver =
          ToolProcess.jar(
                  "flunder-driver",
                  "-kubeconfig",
                  cluster.kubeconfig().toString(),
                  "-lambda=4",
                  "-n=" + flunders,
                  "-maxpop=20",
                  "-seed=7",
                  "-runid=watched")
              .directory(folder)
              .start()) {
        assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
      }
      assertThat(threads(watch)).isLessThan(THREADS_MAX);
      // The driver's last delete is on its way to the watchers.
      watch.awaitOutput(text -> text.contains("  80,000 events  "), LIMIT);
      watch.signal("TERM");
      assertThat(watch.awaitExit(LIMIT)).as(watch.stderr()).isEqualTo(143);
    }

    List<WatcherRow> rows = WatcherRow.readAll(folder.resolve("thousand.csv"));
    assertThat(rows)
        .hasSize(watchers)
        .allSatisfy(
            row -> {
              assertThat(row.count("eventsAdded")).isEqualTo(flunders);
              assertThat(row.count("eventsDeleted")).isEqualTo(flunders);
              assertThat(row.count("eventsModified")).isZero();
              assertThat(row.count("missedAtLeast")).isZero();
              assertThat(row.count("watches")).isEqualTo(1);
            });
    Summary summary = Summary.read(folder.resolve("thousand.summary.json"));
    assertThat(summary.count("watchesOpen")).isEqualTo(watchers);
    assertThat(summary.count("eventsPerWatcherMin")).isEqualTo(2L * flunders);
    assertThat(summary.count("eventsPerWatcherMax")).isEqualTo(2L * flunders);
    assertThat(summary.count("heapBytesPerWatcher")).isBetween(1L, 30_000L);
    assertThat(summary.samples("establish")).isEqualTo(watchers);
  }

  @OnBothClusters
  void oneWatcherLogsEachEvent(TestCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    try (ToolProcess watch =
        FlunderWatchCommand.flunderWatch(cluster.kubeconfig(), "--namespace=" + namespace)
            .start()) {
      watch.awaitOutput("the watch is open", LIMIT);
      FlunderWatchCommand.createFlunder(cluster, namespace, "seen");
      watch.awaitOutput("Got event type=ADDED, obj=\\{.*\"name\":\"seen\"", LIMIT);
      watch.signal("TERM");
      assertThat(watch.awaitExit(LIMIT)).as(watch.stderr()).isEqualTo(143);
      assertThat(watch.stderr())
          .contains("Watching namespace \"" + namespace + "\" from ResourceVersion \"");
    }
  }

  @OnBothClusters
  void endsInOrderAfterTheTimeGivenAndSaysThatANamespaceIsMissing(TestCluster cluster) {
    try (ToolProcess watch =
        FlunderWatchCommand.flunderWatch(
                cluster.kubeconfig(), "--namespace=nowhere", "--stop-after=10s")
            .start()) {
      assertThat(watch.awaitExit(LIMIT)).as(watch.stderr()).isZero();
      assertThat(watch.stderr()).contains("namespace: must exist for there to be events");
    }
  }

  private static String get(URI page) {
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @OnBothClusters
  void servesItsCountsAsMetrics(TestCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    try (ToolProcess watch =
        FlunderWatchCommand.flunderWatch(
                cluster.kubeconfig(), "--namespace=" + namespace, "--metricport=0")
            .start()) {
      watch.awaitOutput("the watch is open", LIMIT);
      FlunderWatchCommand.createFlunder(cluster, namespace, "counted");
      watch.awaitOutput("Got event type=ADDED", LIMIT);
      Matcher port = METRICS_PORT.matcher(watch.stderr());
      assertThat(port.find()).isTrue();
      URI page = URI.create("http://127.0.0.1:" + port.group(1) + "/metrics");
      // The event is told before it is counted.
      assertThat(
              new BoundedWait(Ticker.system())
                  .until(
                      LIMIT,
                      () -> get(page).contains("scaletest_flunder_watch_events_added_total 1")))
          .isTrue();
      assertThat(get(page))
          .contains("scaletest_flunder_watch_open 1", "rest_client_requests_total{");
    }
  }

  @OnBothClusters
  void anUnknownGroupIsNamed(TestCluster cluster) {
    try (ToolProcess watch =
        FlunderWatchCommand.flunderWatch(cluster.kubeconfig(), "--group=no.such").start()) {
      assertThat(watch.awaitExit(LIMIT)).isEqualTo(10);
      assertThat(watch.stderr()).contains("group: must be an API group of the server, got no.such");
    }
  }
}
