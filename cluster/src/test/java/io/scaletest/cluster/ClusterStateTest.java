package io.scaletest.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterStateTest {
  private static final int MOST = 1_000;

  private static final Host HOST =
      new Host("/k", "", "hollow-cluster", "0a1b", "etcd:1", "localhost/%s:1", "hollow-node:1");

  private final Iterator<Integer> ports = List.of(21_001, 21_002, 21_003).iterator();

  @TempDir private Path folder;

  @Test
  void nodesAreSpreadOverProcesses() {
    ClusterState state =
        ClusterState.nothing("shared", Optional.empty()).grownTo(2_500, MOST, ports::next);

    assertThat(state.nodes()).isEqualTo(2_500);
    assertThat(state.groups())
        .containsExactly(
            new HollowGroup(1, 1_000, 21_001),
            new HollowGroup(2, 1_000, 21_002),
            new HollowGroup(3, 500, 21_003));
    assertThat(state.groups().get(2).nodeNames()).isEqualTo("hollow-3-%05d");
  }

  @Test
  void moreNodesAreAFurtherProcessAndThoseThereStay() {
    ClusterState before =
        ClusterState.nothing("shared", Optional.empty()).grownTo(10, MOST, ports::next);

    ClusterState after = before.grownTo(30, MOST, ports::next);

    assertThat(after.groups())
        .containsExactly(before.groups().get(0), new HollowGroup(2, 20, 21_002));
    assertThat(after.grownTo(30, MOST, ports::next)).isEqualTo(after);
  }

  @Test
  void nodesCannotBecomeFewer() {
    ClusterState state =
        ClusterState.nothing("shared", Optional.empty()).grownTo(10, MOST, ports::next);

    assertThatThrownBy(() -> state.grownTo(9, MOST, ports::next))
        .hasMessageContaining("--nodes: must not be fewer than the 10 that this cluster has")
        .hasMessageEndingWith("got 9");
  }

  @Test
  void itIsReadAsItWasWritten() throws IOException {
    Path file = folder.resolve("state.json");
    ClusterState state =
        ClusterState.nothing("per-node", Optional.of(HOST))
            .grownTo(1_500, MOST, ports::next)
            .at("hollow-2");

    state.write(file);

    assertThat(ClusterState.read(file)).isEqualTo(state);
  }

  @Test
  void anotherFileIsRefusedByName() throws IOException {
    Path file = folder.resolve("state.json");
    Files.writeString(file, "{\"schema\": \"something\", \"schemaVersion\": 7}");

    assertThatThrownBy(() -> ClusterState.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("schema something version 7");
  }
}
