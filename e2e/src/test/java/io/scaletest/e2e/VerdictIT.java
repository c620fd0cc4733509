package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.embedded.server.ServerSettings;
import io.scaletest.testkit.controlplane.EmbeddedCluster;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each run that goes wrong is blamed on the side that was at fault. */
class VerdictIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int STOP_SECONDS = 2;

  /** More than the four seconds in which the rest of the starved run is due. */
  private static final int STARVED_SECONDS = 10;

  private static final int ATTEMPTS = 3;
  private static final boolean CI = Boolean.parseBoolean(System.getenv("CI"));
  private static final String USER = System.getProperty("user.name");

  private final EmbeddedCluster cluster = EmbeddedCluster.start(ServerSettings.defaults());

  @TempDir private Path folder;

  @AfterEach
  void close() {
    cluster.close();
  }

  private ToolProcess.Builder driver(String runId, String... options) {
    return DriverCommand.cmdriver(cluster.kubeconfig(), folder, options)
        .arguments("-runid=" + runId);
  }

  private Path data(String runId) {
    return folder.resolve(runId + "-driver.csv");
  }

  private Summary summary(String runId) {
    return Summary.read(folder.resolve(runId + "-driver.summary.json"));
  }

  private Summary run(String runId, String... options) {
    try (ToolProcess driver = driver(runId, options).start()) {
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
      assertThat(driver.stdout().lines()).allSatisfy(l -> assertThat(l).hasSizeLessThan(80));
    }
    return summary(runId);
  }

  @Test
  void aServerWithFewStreamsAndASlowAnswerIsOverloaded() {
    cluster.server().faults().add("latency value=constant:50ms");
    cluster.server().listener().limitStreams(1);

    Summary summary = null;
    // A client that this machine holds up cannot say.
    for (int i = 0; i < ATTEMPTS && (summary == null || summary.isClientInvalid()); i++) {
      summary = run("few" + i, "-lambda=200", "-n=400", "-maxpop=100");
    }

    summary.assertOverloaded();
    if (!summary.isClientInvalid()) {
      assertThat(summary.json().path("load").path("text").asString()).contains("all streams busy");
      assertThat(summary.json().path("load").path("carried").asDouble()).isLessThan(180);
      assertThat(summary.json().path("load").path("asked").asDouble()).isBetween(150.0, 260.0);
    }
  }

  @Test
  void aServerThatStallsToTheEndOfTheScheduleIsOverloaded() throws IOException {
    try (ToolProcess driver = driver("stall", "-lambda=100", "-n=400", "-maxpop=50").start()) {
      driver.awaitOutput(text -> RowCount.of(data("stall")) >= 100, LIMIT);
      cluster.server().faults().add("stall for=6s");
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
    }

    summary("stall").assertOverloaded();
  }

  @Test
  void aServerThatIsGoneIsToBlameAndNotTheClient() throws IOException {
    EmbeddedCluster gone = EmbeddedCluster.start(ServerSettings.defaults());
    ToolProcess.Builder command =
        DriverCommand.cmdriver(
            gone.kubeconfig(), folder, "-lambda=100", "-n=300", "-maxpop=50", "-runid=gone");
    try (ToolProcess driver = command.start()) {
      driver.awaitOutput(text -> RowCount.of(data("gone")) >= 30, LIMIT);
      gone.close();
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isPositive();
    }

    Summary summary = summary("gone");
    assertThat(summary.verdict()).isEqualTo("INVALID");
    assertThat(summary.findingsAbout("server")).anyMatch(reason -> reason.contains("failed"));
    summary.assertOverloaded();
    assertThat(summary.count("neverSent")).isPositive();
  }

  @Test
  void aClientThatStoodStillIsToBlame() throws IOException, InterruptedException {
    try (ToolProcess driver = driver("stopped", "-lambda=50", "-n=300", "-maxpop=20").start()) {
      driver.awaitOutput(text -> RowCount.of(data("stopped")) >= 100, LIMIT);
      driver.signal("STOP");
      assertThat(new CountDownLatch(1).await(STOP_SECONDS, TimeUnit.SECONDS)).isFalse();
      driver.signal("CONT");
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
    }

    Summary summary = summary("stopped");
    assertThat(summary.verdict()).isNotEqualTo("VALID");
    assertThat(summary.findingsAbout("client")).anyMatch(reason -> reason.contains("stood still"));
    assertThat(summary.findingsAbout("client")).anyMatch(reason -> reason.contains("lateness"));
  }

  /** A rival with real-time priority on the driver's one processor leaves it 50 ms of a second. */
  @Test
  void aClientWithoutCpuIsToBlame() throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        CI || USER.equals("root"), "real-time priority, which starves the driver, needs root");
    List<String> oneProcessor = List.of("taskset", "-c", "0");
    ToolProcess.Builder command =
        driver("starved", "-lambda=50", "-n=300", "-maxpop=20").through(oneProcessor);
    ToolProcess.Builder burner =
        ToolProcess.command("chrt", "-f", "1", "sh", "-c", "while :; do :; done")
            .through(oneProcessor);
    try (ToolProcess driver = command.start()) {
      driver.awaitOutput(text -> RowCount.of(data("starved")) >= 100, LIMIT);
      try (ToolProcess rival = burner.start()) {
        assertThat(new CountDownLatch(1).await(STARVED_SECONDS, TimeUnit.SECONDS)).isFalse();
        assertThat(rival.isAlive()).as(rival.stderr()).isTrue();
      }
      assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
    }

    Summary summary = summary("starved");
    assertThat(summary.verdict()).as(summary.json().toString()).isEqualTo("INVALID");
    assertThat(summary.findingsAbout("client")).anyMatch(reason -> reason.contains("lateness"));
    assertThat(summary.findingsAbout("server")).isEmpty();
    assertThat(summary.load()).isNotEqualTo("OVERLOADED");
  }
}
