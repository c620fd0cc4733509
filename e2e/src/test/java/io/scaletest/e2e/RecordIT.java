package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.controlplane.binaries.BuildListener;
import io.scaletest.controlplane.cluster.AuditLevel;
import io.scaletest.controlplane.cluster.ControlPlane;
import io.scaletest.controlplane.cluster.ControlPlaneOptions;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trace of a real API server's audit log. */
@SideBySide
class RecordIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int OBJECTS = 200;

  @TempDir private Path folder;

  private String run(ToolProcess.Builder command) {
    try (ToolProcess process = command.directory(folder).start()) {
      assertThat(process.awaitExit(LIMIT)).as(process.stderr()).isZero();
      return process.stdout();
    }
  }

  @Test
  void whatADriverSentIsInTheTrace() {
    Path log;
    ControlPlaneOptions options =
        ControlPlaneOptions.in(folder.resolve("cp")).withAudit(AuditLevel.REQUEST).withStopAtExit();
    try (ControlPlane controlPlane = ControlPlane.start(options, BuildListener.silent())) {
      log = controlPlane.dataDir().resolve("logs").resolve("kube-apiserver-1.audit.log");
      run(
          DriverCommand.cmdriver(
              controlPlane.kubeconfig(),
              folder,
              "-lambda=100",
              "-maxpop=20",
              "-n=" + OBJECTS,
              "-runid=rec"));
    }

    String recorded = run(ToolProcess.jar("player", "record", "-o", "t", "--audit-log", log + ""));
    assertThat(recorded)
        .contains("t: ", "logs/kube-apiserver-1.audit: ")
        .doesNotContain("no audit event", "cut", "no ID");
    assertThat(run(ToolProcess.jar("player", "trace", "validate", "t"))).contains("t is whole");
    String summary = run(ToolProcess.jar("player", "trace", "summary", "t"));
    assertThat(summary).contains("\nconfigmaps ", "\nclient ", "\ncontroller ");
    // Each create and delete, and what the driver asks before, and now and then: more in a long
    // run.
    assertThat(requestsOf("scaletest driver", summary)).isBetween(2 * OBJECTS, 3 * OBJECTS);
  }

  @Test
  void whatAKilledRecorderLeavesTheNextOneTakesAway() throws IOException {
    String event =
        "{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"level\":\"Metadata\",\"auditID\":\"1\","
            + "\"stage\":\"ResponseComplete\",\"requestURI\":\"/api/v1/nodes/n\",\"verb\":\"get\","
            + "\"objectRef\":{\"resource\":\"nodes\",\"name\":\"n\",\"apiVersion\":\"v1\"},"
            + "\"requestReceivedTimestamp\":\"2026-05-04T08:00:01.002003Z\","
            + "\"stageTimestamp\":\"2026-05-04T08:00:01.009871Z\"}\n";
    Path log = Files.writeString(folder.resolve("audit.log"), event);
    Path parts = folder.resolve("t.parts");
    ToolProcess.Builder recorder =
        ToolProcess.jar("player", "record", "--audit-log", log + "", "-o", "t");
    try (ToolProcess killed =
        ToolProcess.jar("player", "record", "--follow", "--audit-log", log + "", "-o", "t")
            .directory(folder)
            .start()) {
      boolean begun =
          new BoundedWait(Ticker.system())
              .until(LIMIT, () -> Files.exists(parts.resolve("sorter-0")));
      assertThat(begun).as(killed.stderr()).isTrue();
      try (ToolProcess second = recorder.directory(folder).start()) {
        assertThat(second.awaitExit(LIMIT)).isEqualTo(2);
        assertThat(second.stderr()).contains("must not be a trace that another player makes");
      }
      killed.signal("KILL");
      killed.awaitExit(LIMIT);
    }
    assertThat(parts).exists();

    assertThat(run(recorder)).contains("t: 1 entry");
    assertThat(parts).doesNotExist();
  }

  /** Returns the number behind the user agents that name a program. */
  private static int requestsOf(String program, String summary) {
    return summary
        .lines()
        .filter(line -> line.contains(program))
        .map(line -> line.replaceAll(" +[0-9.]+ %$", ""))
        .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
