package io.scaletest.e2e.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.e2e.Summary;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealNode;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.Repository;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs of a fleet in pods of a real node, made by somebody with the rights of deploy/fleet and no
 * others: what four drivers do together is one load, and whatever is killed, the run says it and
 * leaves nothing.
 */
@SideBySide
@RealNode
class FleetPodsIT {
  private static final String NAMESPACE = "--namespace=scaletest";
  private static final String USER = "system:serviceaccount:scaletest:fleet";
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int PODS = 4;
  private static final int LAMBDA = 400;
  private static final int OBJECTS = 1_600;

  private static final String NOTHING = "";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

  private static final String LOGGER =
      """
      loggers:
        tool: cm-logger
        image: localhost/cm-logger:test
        serviceAccount: cm-logger
        cpu: 50m
      """;

  @TempDir private static Path folder;
  private static Cluster cluster;
  private static Path kubeconfig;

  @BeforeAll
  static void deployRightsAndImages(RealCluster real) {
    cluster = new Cluster(real, folder);
    cluster.image("cmdriver");
    cluster.image("cm-logger");
    for (String manifests : List.of("namespace", "fleet")) {
      cluster.kubectl("apply", "-k", deploy(manifests));
    }
    cluster.kubectl("apply", "-f", deploy("configmaps/authz.yaml"));
    WallClock clock = WallClock.anchoredTo(Ticker.system());
    kubeconfig = real.kubeconfigFor(USER, List.of(), clock.now().plus(Duration.ofHours(1)));
  }

  private static String deploy(String name) {
    return Repository.root().resolve("deploy").resolve(name).toString();
  }

  @AfterAll
  static void nobodyAskedForMoreThanItWasGranted() {
    for (String account : List.of("fleet", "cm-driver", "cm-logger")) {
      assertThat(cluster.audited("system:serviceaccount:scaletest:" + account, 403))
          .as("answers 403 to " + account)
          .isEmpty();
    }
  }

  @Test
  void fourDriversTogetherAreOnePoissonProcess() throws IOException {
    String options = "{lambda: " + LAMBDA + ", n: " + OBJECTS + ", maxpop: 100}";
    try (ToolProcess fleet = run("whole", options, LOGGER)) {
      assertThat(fleet.awaitExit(LIMIT)).as(fleet.stderr()).isZero();
    }

    Summary summary = Summary.read(results("whole").resolve("whole-drivers.summary.json"));
    List<String[]> rows = rows(results("whole").resolve("whole-drivers.csv"));
    assertThat(summary.json().path("targetPerSecond").asDouble()).isEqualTo(LAMBDA);
    assertThat(summary.count("creates")).isEqualTo(OBJECTS);
    assertThat(summary.count("deletes")).isEqualTo(OBJECTS);
    assertThat(summary.count("errors")).isZero();
    assertThat(summary.count("rows")).isEqualTo(rows.size()).isEqualTo(2 * OBJECTS);
    assertThat(rows.stream().map(row -> row[1])).isSorted();
    assertThat(rows.stream().filter(row -> row[2].equals("create")).map(row -> row[3]))
        .doesNotHaveDuplicates()
        .hasSize(OBJECTS);
    assertThat(summary.findingsAbout("run"))
        .noneMatch(finding -> finding.matches("driver 0: \\d+ rows for .*"));
    assertArrivalsArePoisson(summary, rows);
    assertPercentilesAreThoseOfTheRows(summary, rows);
    Summary logger = Summary.read(results("whole").resolve("whole-loggers.summary.json"));
    // Each object's row is what ConfigMapPodsIT waits for; here its time is up before long.
    assertThat(logger.count("creates")).isGreaterThan(OBJECTS * 9L / 10);
    assertThat(logger.count("members")).isEqualTo(1);
    assertThat(logger.count("unfinished")).isZero();
    assertNothingIsLeftOf("whole");
  }

  /**
   * Given how many there are, the arrivals of a Poisson process are uniform: Kolmogorov-Smirnov, at
   * a significance of 0.1 %, as far as every driver has arrivals. The rows have times of sending,
   * so what the run itself says of its lateness is allowed for.
   */
  private static void assertArrivalsArePoisson(Summary summary, List<String[]> rows) {
    List<String[]> creates = rows.stream().filter(row -> row[2].equals("create")).toList();
    double[] all = creates.stream().mapToDouble(row -> seconds(row[0])).sorted().toArray();
    double start = all[0];
    double until =
        IntStream.range(0, PODS)
            .mapToDouble(pod -> lastOf(creates, "\"whole-" + pod + "-"))
            .min()
            .orElseThrow();
    double[] arrivals = Arrays.stream(all).filter(at -> at <= until).toArray();
    double length = until - start;
    double distance = 0;
    for (int i = 0; i < arrivals.length; i++) {
      double expected = (arrivals[i] - start) / length;
      distance = Math.max(distance, Math.abs(expected - (double) i / arrivals.length));
      distance = Math.max(distance, Math.abs(expected - (i + 1.0) / arrivals.length));
    }
    // A driver that begins later than the others has all its arrivals later, none of them late.
    double spread = summary.json().path("options").path("startSpreadMs").asDouble() / 1e3;
    double late = (summary.ns("lateness", "p99") / 1e9 + spread) / length + 0.01;

    // Enough for the test to tell; how many there are, a pod that is held up on a busy node
    // decides.
    assertThat(arrivals.length).isGreaterThan(OBJECTS / 2);
    assertThat(distance).isLessThan(1.949 / Math.sqrt(arrivals.length) + late);
    assertThat(arrivals.length / length)
        .isCloseTo(LAMBDA, within(LAMBDA * (4 / Math.sqrt(arrivals.length) + late)));
  }

  private static double lastOf(List<String[]> creates, String prefix) {
    return creates.stream()
        .filter(row -> row[3].startsWith(prefix))
        .mapToDouble(row -> seconds(row[0]))
        .max()
        .orElseThrow();
  }

  /** Rows have whole milliseconds, cut off, at either end; the histograms three digits. */
  private static void assertPercentilesAreThoseOfTheRows(Summary summary, List<String[]> rows) {
    double[] ms =
        rows.stream()
            .filter(row -> row[2].equals("create"))
            .mapToDouble(row -> 1e3 * (seconds(row[1]) - seconds(row[0])))
            .sorted()
            .toArray();
    assertThat(summary.samples("create.service")).isEqualTo(ms.length);
    for (int percentile : List.of(50, 90, 99)) {
      double exact = ms[ms.length * percentile / 100 - 1];
      assertThat(summary.ns("create.service", "p" + percentile) / 1e6)
          .as("p" + percentile)
          .isCloseTo(exact, within(1.001 + exact * 0.002));
    }
  }

  @Test
  void aPodThatIsKilledAndAToolThatIsKilledMakeTheRunInvalid() throws IOException {
    try (ToolProcess fleet = run("killed", "{lambda: 40, duration: 60s, maxpop: 40}", "")) {
      fleet.awaitOutput("all drivers begin at", LIMIT);
      String lost = pod("killed", 2);
      // One kubectl for both, since the run does not wait for them. In brackets, so that the shell
      // does not find itself.
      inPod(
          "killed",
          1,
          "until grep -q create /tmp/fleet/results/*.csv; do sleep 0.2; done; "
              + "kill -9 $(grep -l '[c]mdriver.jar' /proc/[0-9]*/cmdline | cut -d/ -f3)");
      cluster.kubectl("delete", "pod", lost, NAMESPACE, "--force", "--grace-period=0");

      assertThat(fleet.awaitExit(LIMIT)).as(fleet.stderr()).isEqualTo(1);
      assertThat(fleet.stdout()).contains("INVALID", "driver 1", "driver 2");
      assertThat(fleet.stderr())
          .contains("gc -runid killed-1")
          .doesNotContain("gc -runid killed-0");
    }

    Summary summary = Summary.read(results("killed").resolve("killed-drivers.summary.json"));
    assertThat(summary.verdict()).isEqualTo("INVALID");
    assertThat(summary.findingsAbout("run"))
        .anyMatch(line -> line.startsWith("driver 1 ended without a summary with status 137"))
        .anyMatch(line -> line.startsWith("driver 2"));
    assertThat(summary.count("members")).isEqualTo(PODS);
    assertThat(summary.count("unfinished")).isBetween(1L, 2L);
    assertThat(rows(results("killed").resolve("killed-drivers.csv")).stream().map(row -> row[3]))
        .anyMatch(name -> name.startsWith("\"killed-0-"))
        .anyMatch(name -> name.startsWith("\"killed-1-")); // what it had written
    assertNothingIsLeftOf("killed");
  }

  @Test
  void aFleetThatIsKilledLeavesPodsWhoseResultsCanBeCollected() {
    try (ToolProcess fleet = run("left", "{lambda: 40, duration: 2s, maxpop: 4}", "")) {
      fleet.awaitOutput("all drivers begin at", LIMIT);
      fleet.signal("KILL");
      fleet.awaitExit(LIMIT);
    }
    cluster.await(
        "the drivers' ends",
        () ->
            IntStream.range(0, PODS)
                .mapToObj(n -> cluster.kubectl("logs", NAMESPACE, pod("left", n)))
                .allMatch(log -> log.contains("its results wait")));

    try (ToolProcess collect = fleet("collect", "left", "--output=" + results("left"))) {
      assertThat(collect.awaitExit(LIMIT)).as(collect.stderr()).isZero();
      assertThat(collect.stdout()).contains("fleet left   ", "4 members");
    }
    try (ToolProcess down = fleet("down", "left")) {
      assertThat(down.awaitExit(LIMIT)).as(down.stderr()).isZero();
    }
    assertNothingIsLeftOf("left");
    try (ToolProcess again = fleet("collect", "left", "--output=" + results("none"))) {
      assertThat(again.awaitExit(LIMIT)).isEqualTo(4);
    }
  }

  @Test
  void aFleetThatIsInterruptedCollectsWhatThereIsAndDeletesEverything() {
    try (ToolProcess fleet = run("stopped", "{lambda: 40, duration: 10m, maxpop: 40}", "")) {
      fleet.awaitOutput("all drivers begin at", LIMIT);
      fleet.signal("INT");
      assertThat(fleet.awaitExit(LIMIT)).as(fleet.stderr()).isEqualTo(130);
    }

    Summary summary = Summary.read(results("stopped").resolve("stopped-drivers.summary.json"));
    assertThat(summary.count("members")).isEqualTo(PODS);
    assertThat(summary.count("unfinished")).isZero();
    assertThat(cluster.kubectl("get", "configmaps", NAMESPACE, "-o", "name"))
        .as("the drivers deleted their objects")
        .doesNotContain("stopped-");
    assertNothingIsLeftOf("stopped");
  }

  @Test
  void anImageThatIsNotThereIsTheReasonThatIsTold() throws IOException {
    String told = "";
    // Until the kubelet has found that out, which takes what it takes, the reason is another.
    for (String within : List.of("5s", "20s", "60s")) {
      if (!told.contains("localhost/none:1")) {
        told = runWithoutImage(within);
      }
    }

    assertThat(told).contains("localhost/none:1");
  }

  private static String runWithoutImage(String within) throws IOException {
    Path spec = spec("none", "{lambda: 1, n: 10}", "readyWithin: " + within + "\n");
    Files.writeString(
        spec, Files.readString(spec).replace("localhost/cmdriver:test", "localhost/none:1"));
    try (ToolProcess fleet = fleet("run", spec.toString(), "--output=" + results("none"))) {
      assertThat(fleet.awaitExit(LIMIT)).as(fleet.stderr()).isEqualTo(3);
      assertThat(fleet.stderr()).contains("4 pods were not ready within ");
      assertThat(results("none")).doesNotExist();
      assertNothingIsLeftOf("none");
      return fleet.stderr();
    }
  }

  private static ToolProcess run(String name, String options, String loggers) {
    return fleet(
        "run", spec(name, options, loggers).toString(), "--output=" + results(name).toString());
  }

  private static Path spec(String name, String options, String loggers) {
    String text =
        """
        run: NAME
        seed: 7
        drivers:
          tool: cmdriver
          pods: 4
          image: localhost/cmdriver:test
          serviceAccount: cm-driver
          cpu: 50m
          options: OPTIONS
        """
            .replace("NAME", name)
            .replace("OPTIONS", options);
    try {
      return Files.writeString(folder.resolve(name + ".yaml"), text + loggers);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ToolProcess fleet(String... words) {
    return ToolProcess.jar("fleet", words)
        .arguments("--kubeconfig=" + kubeconfig)
        .directory(folder)
        .start();
  }

  private static Path results(String name) {
    return folder.resolve("results-" + name);
  }

  private static List<String[]> rows(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.map(line -> line.split(",", 5)).toList();
    }
  }

  private static double seconds(String time) {
    return LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC).toEpochMilli() / 1e3;
  }

  private static String pod(String run, int number) {
    return cluster.kubectl(
        "get",
        "pods",
        NAMESPACE,
        "-l",
        "scaletest/runid=" + run + ",batch.kubernetes.io/job-completion-index=" + number,
        "-o",
        "jsonpath={.items[*].metadata.name}");
  }

  private static String inPod(String run, int number, String script) {
    return cluster.kubectl(
        "exec", NAMESPACE, pod(run, number), "--", "sh", "-c", script + " 2>/dev/null || true");
  }

  private static void assertNothingIsLeftOf(String run) {
    String label = "scaletest/runid=" + run;
    assertThat(cluster.kubectl("get", "jobs,secrets,pods", NAMESPACE, "-l", label, "-o", "name"))
        .isEqualTo(NOTHING);
  }
}
