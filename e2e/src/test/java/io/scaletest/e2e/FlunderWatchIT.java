package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** flunder-watch on the real sample API server, behind the aggregator. */
@RealControlPlane
class FlunderWatchIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String FLUNDERS = "/apis/wardle.example.com/v1alpha1/namespaces/%s/flunders";

  /** The JVM's own, the network's, the timers', and none for a watcher. */
  private static final long THREADS_MAX = 50;

  private static final Pattern METRICS_PORT =
      Pattern.compile("metrics at http://.*:(\\d+)/metrics");

  @TempDir private Path folder;

  private static void create(RealCluster cluster, String namespace, String name) {
    String flunder = "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{}}";
    assertThat(cluster.api().post(FLUNDERS.formatted(namespace), flunder).succeeded()).isTrue();
  }

  private static long threads(ToolProcess process) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
        .filter(line -> line.startsWith("Threads:"))
        .mapToLong(line -> Long.parseLong(line.substring("Threads:".length()).strip()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void eachOfAThousandWatchersSeesEveryChange(RealCluster cluster) throws IOException {
    int watchers = 1_000;
    int flunders = 100;
    cluster.controlPlane().createNamespace("scaletest");
    try (ToolProcess watch =
        FlunderWatchCommand.flunderWatch(
                cluster.kubeconfig(),
                "--watchers=" + watchers,
                "--namespace=scaletest",
                "--datafile=" + folder.resolve("thousand.csv"))
            .start()) {
      watch.awaitOutput("each of the 1,000 watchers has an open watch", LIMIT);
      try (ToolProcess driver =
          ToolProcess.jar(
                  "flunder-driver",
                  "-kubeconfig",
                  cluster.kubeconfig().toString(),
                  "-lambda=10",
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
      watch.awaitOutput(text -> text.contains("  200,000 events  "), LIMIT);
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
    assertThat(summary.count("eventsPerWatcherMin")).isEqualTo(2 * flunders);
    assertThat(summary.count("eventsPerWatcherMax")).isEqualTo(2 * flunders);
    assertThat(summary.count("heapBytesPerWatcher")).isBetween(1L, 30_000L);
    assertThat(summary.samples("establish")).isEqualTo(watchers);
  }

  @Test
  void afterTheServersDeathEachWatcherSeesOrReportsEachChange(RealCluster cluster)
      throws IOException {
    String namespace = cluster.uniqueNamespace();
    int flunders = 20;
    try (ToolProcess watch =
        FlunderWatchCommand.flunderWatch(
                cluster.kubeconfig(),
                "--watchers=50",
                "--namespace=" + namespace,
                "--datafile=" + folder.resolve("outage.csv"))
            .start()) {
      watch.awaitOutput("each of the 50 watchers has an open watch", LIMIT);
      cluster.killSampleApiServer();
      try {
        watch.awaitOutput("List returned error", LIMIT);
      } finally {
        cluster.startSampleApiServer();
      }
      // Some watchers are back by now, others wait for their next attempt and miss this.
      for (int i = 0; i < flunders; i++) {
        create(cluster, namespace, "after-" + i);
      }
      watch.awaitOutput("watches are open again", LIMIT);
      create(cluster, namespace, "last");
      watch.awaitOutput("50/50 watches open", LIMIT);
      watch.signal("TERM");
      assertThat(watch.awaitExit(LIMIT)).as(watch.stderr()).isEqualTo(143);
    }

    List<WatcherRow> rows = WatcherRow.readAll(folder.resolve("outage.csv"));
    assertThat(rows)
        .hasSize(50)
        .allSatisfy(
            row -> {
              assertThat(row.count("eventsAdded") + row.count("missedAtLeast"))
                  .isEqualTo(flunders + 1);
              assertThat(row.count("watchesBroken")).isPositive();
              assertThat(row.count("blindNs")).isPositive();
            });
    Summary summary = Summary.read(folder.resolve("outage.summary.json"));
    assertThat(summary.verdict()).isEqualTo("SUSPECT");
    assertThat(summary.count("relists")).isGreaterThanOrEqualTo(50);
  }

  @Test
  void oneWatcherLogsEachEventAndEndsWithTheServer(RealCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    try (ToolProcess watch =
        FlunderWatchCommand.flunderWatch(cluster.kubeconfig(), "--namespace=" + namespace)
            .start()) {
      watch.awaitOutput("the watch is open", LIMIT);
      create(cluster, namespace, "seen");
      watch.awaitOutput("Got event type=ADDED, obj=\\{.*\"name\":\"seen\"", LIMIT);
      cluster.killSampleApiServer();
      try {
        assertThat(watch.awaitExit(LIMIT)).as(watch.stderr()).isEqualTo(10);
      } finally {
        cluster.startSampleApiServer();
      }
      assertThat(watch.stderr())
          .contains("Watching namespace \"" + namespace + "\" from ResourceVersion \"")
          .contains("Result channel closed", "List returned error");
    }
  }

  @Test
  void theSampleServerHasNoProtobufOfAFlunderAndSaysSo(RealCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    create(cluster, namespace, "plain");
    try (ToolProcess watch =
        FlunderWatchCommand.flunderWatch(
                cluster.kubeconfig(), "-useProtobuf", "-namespace=" + namespace)
            .start()) {
      assertThat(watch.awaitExit(LIMIT)).isEqualTo(10);
      assertThat(watch.stderr())
          .contains("List returned error object *v1alpha1.FlunderList does not implement");
    }
  }

  @Test
  void endsInOrderAfterTheTimeGivenAndSaysThatANamespaceIsMissing(RealCluster cluster) {
    try (ToolProcess watch =
        FlunderWatchCommand.flunderWatch(
                cluster.kubeconfig(), "--namespace=nowhere", "--stop-after=2s")
            .start()) {
      assertThat(watch.awaitExit(LIMIT)).as(watch.stderr()).isZero();
      assertThat(watch.stderr()).contains("namespace: must exist for there to be events");
    }
  }

  @Test
  void goesRoundTheAggregatorToTheSampleServerItself(RealCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    try (ToolProcess watch =
        FlunderWatchCommand.flunderWatch(
                cluster.kubeconfig(),
                "--namespace=" + namespace,
                "-override-server=" + cluster.sampleApiServer(),
                "-insecure")
            .start()) {
      watch.awaitOutput("the watch is open", LIMIT);
      create(cluster, namespace, "direct");
      watch.awaitOutput("Got event type=ADDED, obj=\\{.*\"name\":\"direct\"", LIMIT);
    }
  }

  @Test
  void servesItsCountsAsMetrics(RealCluster cluster) throws Exception {
    String namespace = cluster.uniqueNamespace();
    try (ToolProcess watch =
        FlunderWatchCommand.flunderWatch(
                cluster.kubeconfig(), "--namespace=" + namespace, "--metricport=0")
            .start()) {
      watch.awaitOutput("the watch is open", LIMIT);
      create(cluster, namespace, "counted");
      watch.awaitOutput("Got event type=ADDED", LIMIT);
      Matcher port = METRICS_PORT.matcher(watch.stderr());
      assertThat(port.find()).isTrue();
      URI page = URI.create("http://127.0.0.1:" + port.group(1) + "/metrics");
      String metrics =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
              .body();
      assertThat(metrics)
          .contains(
              "scaletest_flunder_watch_open 1.0",
              "scaletest_flunder_watch_events_added_total 1.0",
              "rest_client_requests_total{");
    }
  }

  @Test
  void anUnknownGroupIsNamed(RealCluster cluster) {
    try (ToolProcess watch =
        FlunderWatchCommand.flunderWatch(cluster.kubeconfig(), "--group=no.such").start()) {
      assertThat(watch.awaitExit(LIMIT)).isEqualTo(10);
      assertThat(watch.stderr()).contains("group: must be an API group of the server, got no.such");
    }
  }
}
