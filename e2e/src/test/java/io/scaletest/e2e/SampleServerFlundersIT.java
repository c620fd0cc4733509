package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.scaletest.testkit.controlplane.RealCluster;
import io.scaletest.testkit.controlplane.RealControlPlane;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flunders of the real sample API server, through the aggregator and past it. On that one only: the
 * embedded API server serves flunders itself, in one version, and keeps no managedFields.
 */
@RealControlPlane
class SampleServerFlundersIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int OBJECTS = 200;

  @TempDir private Path folder;

  /** Returns the options for talking to the sample API server itself. */
  private static String[] direct(RealCluster cluster) {
    // Host and port without a scheme, as the original's users have it in their files.
    return new String[] {
      "-override-server=" + cluster.sampleApiServer().getAuthority(), "-insecure"
    };
  }

  @Test
  void everyFlunderIsSeenOnceThroughTheAggregatorAndOnceDirect(RealCluster cluster)
      throws IOException {
    Path aggregated = folder.resolve("aggregated.csv");
    Path direct = folder.resolve("direct.csv");
    try (ToolProcess one = LoggerCommand.flunderLogger(cluster.kubeconfig(), aggregated).start();
        ToolProcess two =
            LoggerCommand.flunderLogger(cluster.kubeconfig(), direct, direct(cluster)).start()) {
      one.awaitOutput(LoggerCommand.WATCHING, LIMIT);
      two.awaitOutput(LoggerCommand.WATCHING, LIMIT);
      try (ToolProcess driver =
          DriverCommand.flunderDriver(
                  cluster.kubeconfig(),
                  folder,
                  "-lambda=50",
                  "-n=" + OBJECTS,
                  "-maxpop=250",
                  "-seed=7",
                  "-runid=both")
              .start()) {
        assertThat(driver.awaitExit(LIMIT)).as(driver.stderr()).isZero();
      }
      LoggerRow.awaitDeletes(aggregated, "scaletest/both-", OBJECTS, LIMIT);
      LoggerRow.awaitDeletes(direct, "scaletest/both-", OBJECTS, LIMIT);
      one.signal("TERM");
      two.signal("TERM");
      assertThat(one.awaitExit(LIMIT)).as(one.stderr()).isEqualTo(143);
      assertThat(two.awaitExit(LIMIT)).as(two.stderr()).isEqualTo(143);
    }

    List<String> names =
        IntStream.rangeClosed(1, OBJECTS).mapToObj("both-%03d"::formatted).toList();
    List<DataRow> rows = DataRow.readAll(folder.resolve("both-driver.csv"));
    assertThat(rows).hasSize(2 * OBJECTS).allSatisfy(row -> assertThat(row.error()).isEmpty());
    assertThat(rows.stream().map(DataRow::name).distinct())
        .containsExactlyInAnyOrderElementsOf(names);
    assertThat(cluster.flunders("scaletest", "")).isEmpty();
    for (Path logged : List.of(aggregated, direct)) {
      assertThat(LoggerRow.createsAndDeletes(logged, "scaletest/both-"))
          .as(logged.toString())
          .hasSize(2 * OBJECTS)
          .allSatisfy((change, n) -> assertThat(n).as(change).isEqualTo(1));
      assertThat(LoggerRow.readAll(logged))
          .allSatisfy(row -> assertThat(row.diff()).isEqualTo(LoggerRow.NO_DIFF));
    }
    assertThat(Summary.read(folder.resolve("direct.summary.json")).samples("notification"))
        .isEqualTo(OBJECTS);
    assertThat(Files.readAllLines(folder.resolve("both-driver.parms")))
        .startsWith(
            "KUBECONFIG=\"" + cluster.kubeconfig() + "\"",
            "LAMBDA=50",
            "N=200",
            "MAXPOP=250",
            "DATEFILENAME=\"both-driver.csv\"",
            "RUNID=\"both\"",
            "SEED=7")
        .contains("GROUP=\"wardle.example.com\"", "API_VERSION=\"v1alpha1\"");
  }

  @Test
  void whateverTheWayAFlunderIsWhatTheOptionsAskFor(RealCluster cluster) throws IOException {
    assertFlunder(cluster, "original", "");
    assertFlunder(cluster, "reference", "another", "-reference=another");
    assertFlunder(cluster, "beta", "another", "-api-version=v1beta1", "-reference=another");
    assertFlunder(cluster, "direct", "", direct(cluster));
  }

  private void assertFlunder(RealCluster cluster, String runId, String reference, String... options)
      throws IOException {
    GenericKubernetesResource flunder = OneFlunder.of(cluster, folder, runId, options);
    OneFlunder.assertRefersTo(flunder, reference);
    assertThat(flunder.getMetadata().getManagedFields().get(0).getManager())
        .isEqualTo("flunder-driver");
  }
}
