package io.scaletest.player.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.player.workload.HollowNodes;
import io.scaletest.player.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeProcessTest {
  @TempDir private Path folder;

  private HollowNodes nodes(String text) throws IOException {
    String spec =
        "duration: 1s\nnodes: "
            + text
            + "\nload: {a: {objects: cm, rate: 1/s, mix: {create: 1}}}\n";
    return Workload.read(Files.writeString(folder.resolve("s.yaml"), spec), Map.of()).nodes().get();
  }

  @Test
  void nodesOfTwoRunsHaveNoNameInCommon() throws IOException {
    assertThat(NodeProcess.names(nodes("{count: 3}"), "1128.1730.0042"))
        .containsExactly(
            "--name-prefix=1128-1730-0042-",
            "--nodes=3",
            "--name=hollow-00000",
            "--name-pattern=hollow-%05d");
    assertThat(NodeProcess.names(nodes("{count: 3}"), "1128.1730.0043"))
        .contains("--name-prefix=1128-1730-0043-");
  }

  @Test
  void theUsersFileOfPoolsStaysAsItIs() throws IOException {
    Path pools = Files.writeString(folder.resolve("p.yaml"), "pools: [{name: a, count: 5}]");
    assertThat(NodeProcess.names(nodes("{pools: p.yaml}"), "r"))
        .isEqualTo(List.of("--name-prefix=r-", "--pools=" + pools));
  }
}
