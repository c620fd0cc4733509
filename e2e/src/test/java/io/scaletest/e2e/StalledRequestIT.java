package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.process.ToolProcess;
import io.scaletest.testkit.server.ScriptedApiServer;
import io.scaletest.testkit.server.Stall;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No coordinated omission: a request that the server holds back delays no other. */
class StalledRequestIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int OBJECTS = 300;
  private static final String STALLED = "stalled-010";

  /** So many other requests are answered before the stalled one is. */
  private static final int OVERTAKING = 200;

  @TempDir private Path folder;

  @Test
  void othersAreSentAndAnsweredWhileOneIsHeldBack() throws IOException {
    Path data = folder.resolve("stalled-driver.csv");
    try (ScriptedApiServer server = ScriptedApiServer.start()) {
      Stall stall =
          server.stall(
              request ->
                  request.method().equals("POST")
                      && !request.path().contains("dryRun")
                      && request.bodyText().contains("\"name\":\"" + STALLED + "\""));
      try (ToolProcess driver =
          DriverCommand.cmdriver(
                  server.writeKubeconfig(folder),
                  folder,
                  "-lambda=200",
                  "-n=" + OBJECTS,
                  "-maxpop=20",
                  "-runid=stalled")
              .start()) {
        stall.awaitHeld(1);
        driver.awaitOutput(text -> RowCount.of(data) >= OVERTAKING, LIMIT);
        assertThat(stall.held()).isEqualTo(1);
        stall.release();
        assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
      }
    }

    List<DataRow> rows = DataRow.readAll(data);
    DataRow stalled =
        rows.stream()
            .filter(row -> row.name().equals(STALLED) && row.op().equals("create"))
            .findFirst()
            .orElseThrow();
    assertThat(rows.indexOf(stalled)).isGreaterThanOrEqualTo(OVERTAKING);
    // Times are text in an order that sorts: whatever was sent after it was answered before it.
    assertThat(
            rows.stream()
                .filter(row -> row.before().compareTo(stalled.before()) > 0)
                .filter(row -> row.after().compareTo(stalled.after()) < 0)
                .count())
        .isGreaterThanOrEqualTo(OVERTAKING / 2);
    Summary summary = Summary.read(folder.resolve("stalled-driver.summary.json"));
    assertThat(summary.samples("create.response")).isEqualTo(OBJECTS);
    assertThat(summary.count("errors")).isZero();
    // What the stall cost is in the response time, and it is the stalled request's alone.
    long stalledMs = stalled.milliseconds();
    assertThat(summary.maxNs("create.response"))
        .isGreaterThanOrEqualTo((stalledMs - 1) * 1_000_000);
    assertThat(rows.stream().filter(row -> row.milliseconds() >= stalledMs).count()).isEqualTo(1);
  }
}
