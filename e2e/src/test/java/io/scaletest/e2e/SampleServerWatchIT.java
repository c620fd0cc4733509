package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * flunder-watch and the real sample API server. On that one only: the embedded API server serves
 * flunders itself, with no other server behind it that could die, be reached directly, or lack an
 * encoding in its own way.
 */
@RealControlPlane
class SampleServerWatchIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir private Path folder;

  @Test
  void afterTheServersDeathEachWatcherSeesOrReportsEachChange(RealCluster cluster)
      throws IOException {
    String namespace = cluster.uniqueNamespace();
    int flunders = 20;
    try (ToolProcess watch =
        FlunderWatchCommand.flunderWatch(
                cluster.kubeconfig(),
                "--watchers=50",
                "--log-events",
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
        FlunderWatchCommand.createFlunder(cluster, namespace, "after-" + i);
      }
      watch.awaitOutput("watches are open again", LIMIT);
      FlunderWatchCommand.createFlunder(cluster, namespace, "last");
      watch.awaitOutput(text -> text.split("\"name\":\"last\"", -1).length > 50, LIMIT);
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
    assertThat(summary.verdict()).isNotEqualTo("VALID");
    assertThat(summary.findingsAbout("server"))
        .anyMatch(reason -> reason.contains("lists or watches failed"));
    assertThat(summary.count("relists")).isGreaterThanOrEqualTo(50);
  }

  @Test
  void oneWatcherEndsWithTheServer(RealCluster cluster) {
    String namespace = cluster.uniqueNamespace();
    try (ToolProcess watch =
        FlunderWatchCommand.flunderWatch(cluster.kubeconfig(), "--namespace=" + namespace)
            .start()) {
      watch.awaitOutput("the watch is open", LIMIT);
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
    FlunderWatchCommand.createFlunder(cluster, namespace, "plain");
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
      FlunderWatchCommand.createFlunder(cluster, namespace, "direct");
      watch.awaitOutput("Got event type=ADDED, obj=\\{.*\"name\":\"direct\"", LIMIT);
    }
  }
}
