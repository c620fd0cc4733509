package io.scaletest.e2e.hollow;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.e2e.Summary;
import io.scaletest.embedded.server.ServerSettings;
import io.scaletest.testkit.controlplane.EmbeddedCluster;
import io.scaletest.testkit.controlplane.RawApi;
import io.scaletest.testkit.controlplane.SideBySide;
import io.scaletest.testkit.process.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Hollow nodes on the embedded API server, all in protobuf: with Java alone. */
@SideBySide
class EmbeddedNodesIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final String POD = "/api/v1/namespaces/default/pods/p";

  @TempDir private Path folder;

  @Test
  void nodesAreReadyAndAPodThatIsBoundToOneRunsAndIsDeleted() throws IOException {
    try (EmbeddedCluster cluster = EmbeddedCluster.start(ServerSettings.defaults())) {
      RawApi api = new RawApi(cluster.client());
      Path summary = folder.resolve("summary.json");
      try (ToolProcess nodes =
          HollowNodeCommand.of(
                  cluster.kubeconfig(),
                  "--morph=both",
                  "--nodes=40",
                  "--watch=per-node",
                  "--name-pattern=n-%d",
                  "--summary=" + summary,
                  "--deregister")
              .directory(folder)
              .start()) {
        nodes.awaitOutput("40/40 ready", LIMIT);
        JsonNode node = api.get("/api/v1/nodes/n-39").json();
        assertThat(node.at("/status/nodeInfo/kubeletVersion").asString("")).startsWith("v1.");
        api.post(
            "/api/v1/namespaces/default/pods",
            "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"nodeName\":\"n-7\",\"containers\":"
                + "[{\"name\":\"c\",\"image\":\"i:1\"}]}}");
        await(() -> api.get(POD).json().at("/status/phase").asString("").equals("Running"));
        assertThat(api.get(POD).json().at("/status/containerStatuses/0/ready").asBoolean(false))
            .isTrue();
        api.delete(POD);
        await(() -> api.get(POD).status() == 404);
        nodes.signal("TERM");
        assertThat(nodes.awaitExit(LIMIT)).as(nodes.stderr()).isEqualTo(143);
      }
      assertThat(api.get("/api/v1/nodes").json().path("items")).isEmpty();
      assertThat(Summary.read(summary).count("nodesReady")).isEqualTo(40);
    }
  }

  @Test
  void quickstartShowsThemBesideADriverAndALogger() throws IOException {
    try (ToolProcess quickstart =
        ToolProcess.jar("quickstart", "--nodes=50", "--duration=2s", "--output-dir=out")
            .directory(folder)
            .start()) {
      assertThat(quickstart.awaitExit(LIMIT)).as(quickstart.stdout()).isZero();
      assertThat(quickstart.stderr())
          .contains("50 hollow nodes Ready")
          .contains("deleted its nodes")
          .contains("no process and no object left");
      assertThat(quickstart.stdout()).contains("lease   lateness").contains(", nodes ");
    }
  }

  private static void await(BooleanSupplier condition) {
    assertThat(new BoundedWait(Ticker.system()).until(LIMIT, condition)).isTrue();
  }
}
