package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.OnBothClusters;
import io.scaletest.testkit.controlplane.RawAnswer;
import io.scaletest.testkit.controlplane.RawApi;
import io.scaletest.testkit.controlplane.SideBySide;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** logger, on kinds that no other tool of this repository knows. */
@SideBySide
class LoggerKindIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  private static final int PODS = 5;
  private static final int UPDATES = 2;
  private static final int WATCHERS = 50;

  private static final Pattern METRICS_PORT =
      Pattern.compile("metrics at http://.*:(\\d+)/metrics");

  @TempDir private Path folder;

  private ToolProcess started(TestCluster cluster, String kind, String... options) {
    List<String> all = new ArrayList<>(List.of("-kind=" + kind));
    all.addAll(List.of(options));
    return LoggerCommand.logger(
            "logger", cluster.kubeconfig(), folder.resolve("seen.csv"), all.toArray(String[]::new))
        .directory(folder)
        .environment("SCALETEST_PROGRESS_MS", "500")
        .start();
  }

  private static void require(RawAnswer answer) {
    assertThat(answer.succeeded()).as(answer.describe()).isTrue();
  }

  /** No scheduler takes it and no kubelet runs it: nobody but the test changes it. */
  private static String pod(String name) {
    return "{\"metadata\":{\"name\":\""
        + name
        + "\"},\"spec\":{\"schedulerName\":\"nobody\",\"automountServiceAccountToken\":false,"
        + "\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}";
  }

  private void end(ToolProcess logger) {
    logger.signal("TERM");
    assertThat(logger.awaitExit(LIMIT)).as(logger.stderr()).isEqualTo(143);
  }

  @OnBothClusters
  void logsEveryChangeOfPods(TestCluster cluster) throws IOException {
    String namespace = cluster.uniqueNamespace();
    String pods = "/api/v1/namespaces/" + namespace + "/pods";
    String version;
    try (ToolProcess logger = started(cluster, "pods", "-namespace=" + namespace)) {
      logger.awaitOutput("listed 0 pods; watching", LIMIT);
      version =
          new RawApi(cluster.client())
              .get(pods)
              .json()
              .path("metadata")
              .path("resourceVersion")
              .asString();
      for (int i = 0; i < PODS; i++) {
        require(new RawApi(cluster.client()).post(pods, pod("p" + i)));
        for (int update = 1; update <= UPDATES; update++) {
          String label = "{\"metadata\":{\"labels\":{\"update\":\"" + update + "\"}}}";
          require(new RawApi(cluster.client()).patch(pods + "/p" + i, label));
        }
        require(new RawApi(cluster.client()).delete(pods + "/p" + i + "?gracePeriodSeconds=0"));
      }
      LoggerRow.awaitDeletes(folder.resolve("seen.csv"), namespace + "/p", PODS, LIMIT);
      end(logger);
    }

    Map<String, Integer> told = told(cluster, pods, version);
    assertThat(told).hasSize(3 * PODS).containsEntry("ADDED p0", 1).containsEntry("DELETED p4", 1);
    assertThat(told.get("MODIFIED p0")).isGreaterThanOrEqualTo(UPDATES);
    assertThat(noted(namespace)).isEqualTo(told);
    Summary summary = Summary.read(folder.resolve("seen.summary.json"));
    assertThat(summary.count("deletes")).isEqualTo(PODS);
    assertThat(summary.count("relists")).isZero();
  }

  /**
   * Returns how often the server's own history has each change since a version, by {@code <type>
   * <name>}: a real one also updates a pod that it is to delete.
   */
  private static Map<String, Integer> told(TestCluster cluster, String pods, String version) {
    RawAnswer history =
        new RawApi(cluster.client())
            .get(pods + "?watch=true&timeoutSeconds=5&resourceVersion=" + version);
    Map<String, Integer> changes = new HashMap<>();
    for (String line : history.body().lines().toList()) {
      JsonNode event = JsonMapper.shared().readTree(line);
      String name = event.path("object").path("metadata").path("name").asString();
      changes.merge(event.path("type").asString() + " " + name, 1, Integer::sum);
    }
    return changes;
  }

  /**
   * What the worker takes late comes in one row: the notifications in the rows are what adds up.
   */
  private Map<String, Integer> noted(String namespace) throws IOException {
    Map<String, Integer> changes = new HashMap<>();
    for (LoggerRow row : LoggerRow.readAll(folder.resolve("seen.csv"))) {
      String name = row.name().replace(namespace + "/", "");
      changes.merge("ADDED " + name, row.adds(), Integer::sum);
      changes.merge("MODIFIED " + name, row.updates(), Integer::sum);
      changes.merge("DELETED " + name, row.deletes(), Integer::sum);
    }
    return changes;
  }

  @OnBothClusters
  void logsAKindThatIsDefinedLater(TestCluster cluster) throws IOException {
    String group = cluster.uniqueNamespace() + ".example.com";
    try (ToolProcess logger = started(cluster, "gauges." + group, "-wait-for-kind")) {
      logger.awaitOutput("kind: must be of an API group of the server.*; next attempt", LIMIT);
      require(new RawApi(cluster.client()).post(DEFINITIONS, definition(group)));
      logger.awaitOutput("listed 0 gauges; watching", LIMIT);
      String gauges = "/apis/" + group + "/v1/gauges";
      require(new RawApi(cluster.client()).post(gauges, gauge(group)));
      require(new RawApi(cluster.client()).delete(gauges + "/g"));
      LoggerRow.awaitDeletes(folder.resolve("seen.csv"), "g", 1, LIMIT);
      end(logger);
    } finally {
      new RawApi(cluster.client()).delete(DEFINITIONS + "/gauges." + group);
    }

    assertThat(LoggerRow.createsAndDeletes(folder.resolve("seen.csv"), "g"))
        .containsEntry("delete g", 1);
    assertThat(Summary.read(folder.resolve("seen.summary.json")).option("group")).isEqualTo(group);
  }

  /** Of a kind whose objects are in no namespace. */
  private static String definition(String group) {
    return "{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"CustomResourceDefinition\","
        + "\"metadata\":{\"name\":\"gauges."
        + group
        + "\"},\"spec\":{\"group\":\""
        + group
        + "\",\"scope\":\"Cluster\",\"names\":{\"plural\":\"gauges\",\"singular\":\"gauge\","
        + "\"kind\":\"Gauge\",\"listKind\":\"GaugeList\"},\"versions\":[{\"name\":\"v1\","
        + "\"served\":true,\"storage\":true,\"schema\":{\"openAPIV3Schema\":{\"type\":\"object\","
        + "\"x-kubernetes-preserve-unknown-fields\":true}}}]}}";
  }

  private static String gauge(String group) {
    return "{\"apiVersion\":\"" + group + "/v1\",\"kind\":\"Gauge\",\"metadata\":{\"name\":\"g\"}}";
  }

  @OnBothClusters
  void logsAKindThatIsInNoNamespaceByItsShortName(TestCluster cluster) throws IOException {
    try (ToolProcess logger = started(cluster, "ns")) {
      logger.awaitOutput("listed \\d+ namespaces; watching", LIMIT);
      String made = cluster.uniqueNamespace();
      require(new RawApi(cluster.client()).delete("/api/v1/namespaces/" + made));
      logger.awaitOutput(text -> seen().contains(",\"" + made + "\","), LIMIT);
      end(logger);

      assertThat(LoggerRow.readAll(folder.resolve("seen.csv")))
          .filteredOn(row -> row.name().equals(made))
          .extracting(LoggerRow::adds)
          .startsWith(1);
    }
  }

  private String seen() {
    try {
      return Files.readString(folder.resolve("seen.csv"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @OnBothClusters
  void eachOfManyWatchersTellsHowManyCreatesItWasNotifiedOf(TestCluster cluster)
      throws IOException {
    int objects = 40;
    new RawApi(cluster.client())
        .post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"scaletest\"}}");
    try (ToolProcess logger =
        started(cluster, "configmaps", "--watchers=" + WATCHERS, "-namespace=scaletest")) {
      logger.awaitOutput("each of the 50 watchers has an open watch", LIMIT);
      try (ToolProcess driver =
          DriverCommand.cmdriver(
                  cluster.kubeconfig(),
                  folder,
                  "-lambda=20",
                  "-n=" + objects,
                  "-maxpop=20",
                  "-seed=7",
                  "-runid=kind")
              .start()) {
        assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
      }
      logger.awaitOutput(text -> text.contains("  4,000 events  "), LIMIT);
      assertThat(metrics(logger))
          .contains(
              "scaletest_watch_open 50\n",
              "scaletest_watch_notification_latency_seconds_count 2000\n",
              "scaletest_watch_notification_latency_seconds_bucket{le=\"0\"} 0\n",
              "scaletest_watch_notification_latency_seconds_bucket{le=\"+Inf\"} 2000\n");
      end(logger);
    }

    assertThat(WatcherRow.readAll(folder.resolve("seen.csv")))
        .hasSize(WATCHERS)
        .allSatisfy(
            row -> {
              assertThat(row.count("eventsAdded")).isEqualTo(objects);
              assertThat(row.count("eventsDeleted")).isEqualTo(objects);
              assertThat(row.count("missedAtLeast")).isZero();
              assertNotified(row, objects);
            });
    Summary summary = Summary.read(folder.resolve("seen.summary.json"));
    assertThat(summary.samples("notification")).isEqualTo((long) WATCHERS * objects);
    assertThat(summary.ns("notification", "min")).isPositive();
    assertThat(Files.readAllLines(folder.resolve("seen.hlog")))
        .anyMatch(line -> line.startsWith("Tag=notification,"))
        .noneMatch(line -> line.startsWith("Tag=notification.negative,"));
  }

  private static String metrics(ToolProcess logger) {
    Matcher port = METRICS_PORT.matcher(logger.stderr());
    assertThat(port.find()).isTrue();
    HttpRequest page =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.group(1) + "/metrics"))
            .build();
    return HttpClient.newHttpClient().sendAsync(page, BodyHandlers.ofString()).join().body();
  }

  private static void assertNotified(WatcherRow row, long times) {
    assertThat(row.count("notifications")).isEqualTo(times);
    assertThat(row.count("notificationMinUs")).isPositive();
    assertThat(row.count("notificationP50Us"))
        .isBetween(row.count("notificationMinUs"), row.count("notificationMaxUs"));
  }

  /** Updates count as such; in protobuf where the server has that. */
  @OnBothClusters
  void eachOfManyWatchersTellsOfUpdatesToo(TestCluster cluster) throws IOException {
    int objects = 20;
    new RawApi(cluster.client())
        .post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"scaletest\"}}");
    try (ToolProcess logger =
        started(
            cluster,
            "cm",
            "--watchers=10",
            "-namespace=scaletest",
            "-ramp=1s",
            "-useProtobuf=" + !cluster.isEmbedded())) {
      logger.awaitOutput("each of the 10 watchers has an open watch", LIMIT);
      try (ToolProcess driver =
          ClosedDriverCommand.closed(
                  cluster.kubeconfig(),
                  folder,
                  "-n=" + objects,
                  "-updates=" + UPDATES,
                  "-rate=50",
                  "-maxpop=5",
                  "-runid=kind.closed")
              .start()) {
        assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
      }
      logger.awaitOutput(text -> text.contains("  800 events  "), LIMIT);
      end(logger);
    }

    assertThat(WatcherRow.readAll(folder.resolve("seen.csv")))
        .hasSize(10)
        .allSatisfy(
            row -> {
              assertThat(row.count("eventsModified")).isEqualTo((long) UPDATES * objects);
              assertNotified(row, (1L + UPDATES) * objects);
            });
  }

  @OnBothClusters
  void aKindThatTheServerDoesNotHaveIsOneLineAndStatusTwentyOne(TestCluster cluster)
      throws IOException {
    for (String watchers : List.of("--watchers=1", "--watchers=5")) {
      assertEnds(
          21,
          "kind: must be one that the server has, got pots, nearest: pods",
          started(cluster, "pots", watchers));
      assertEnds(
          2,
          "namespace: must be left out, since nodes are in none, got default",
          started(cluster, "no", watchers, "-namespace=default"));
    }
  }

  private void assertEnds(int status, String line, ToolProcess logger) throws IOException {
    try (logger) {
      assertThat(logger.awaitExit(LIMIT)).as(logger.stderr()).isEqualTo(status);
      assertThat(logger.stderr().lines().filter(text -> text.startsWith("logger: ")))
          .containsExactly("logger: " + line);
      assertThat(logger.stdout()).isEmpty();
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).as("what is left behind").isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | -threads=2 --watchers=5 | threads: must be 1 with watchers=5, got 2",
        "2 | -ramp=10s | ramp: must be 0 with watchers=1, got 10s",
      })
  void optionsOfTheOtherFormAreRefused(int status, String options, String line) throws IOException {
    String[] all = ("-kind=pods " + options).split(" ");
    assertEnds(status, line, ToolProcess.jar("logger", all).directory(folder).start());
  }

  @Test
  void withoutAConfigurationItEndsWithTwoHundredAndFiftyFive() throws IOException {
    String nowhere = folder.resolve("none").toString();
    try (ToolProcess logger =
        ToolProcess.jar("logger", "-kind=pods", "-kubeconfig=" + nowhere, "--watchers=2")
            .directory(folder)
            .start()) {
      assertThat(logger.awaitExit(LIMIT)).as(logger.stderr()).isEqualTo(255);
    }
  }
}
