package io.scaletest.player.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.wire.json.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UntilTest {
  @TempDir private Path folder;

  private Until until(String state, int count) throws IOException {
    String text =
        "phases: [{name: a, until: {objects: x, count: "
            + count
            + state
            + "}, atMost: 1s}]\nload: {f: {objects: x, rate: 1/s, mix: {create: 1}}}";
    Workload workload = Workload.read(Files.writeString(folder.resolve("s.yaml"), text), Map.of());
    return workload.phases().get(0).until().get();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|{}|true",
        ", phase: Running|{\"status\":{\"phase\":\"Running\"}}|true",
        ", phase: Running|{\"status\":{\"phase\":\"Pending\"}}|false",
        ", phase: Running|{}|false",
        ", condition: Complete|{\"status\":{\"conditions\":[{\"type\":\"Failed\",\"status\":"
            + "\"False\"},{\"type\":\"Complete\",\"status\":\"True\"}]}}|true",
        ", condition: Complete|{\"status\":{\"conditions\":[{\"type\":\"Complete\",\"status\":"
            + "\"Unknown\"}]}}|false",
        ", ready: true|{\"spec\":{\"replicas\":2},\"status\":{\"readyReplicas\":2}}|true",
        ", ready: true|{\"spec\":{\"replicas\":2},\"status\":{\"readyReplicas\":1}}|false",
        ", ready: true|{\"spec\":{\"replicas\":0},\"status\":{}}|true",
        ", ready: true|{\"metadata\":{\"generation\":2},\"spec\":{\"replicas\":1},\"status\":"
            + "{\"readyReplicas\":1,\"observedGeneration\":1}}|false",
        ", ready: true|{\"status\":{\"desiredNumberScheduled\":3,\"numberReady\":3}}|true",
        ", ready: true|{\"status\":{\"desiredNumberScheduled\":3,\"numberReady\":2}}|false",
        ", ready: true|{\"spec\":{\"completions\":1},\"status\":{\"succeeded\":1}}|true",
        ", ready: true|{\"spec\":{\"completions\":1},\"status\":{\"active\":1}}|false",
        ", ready: true|{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}"
            + "|true",
        ", ready: true|{\"status\":{\"phase\":\"Running\"}}|false",
      })
  void anObjectIsInTheStateOrNot(String state, String object, boolean holds) throws IOException {
    Map<String, Object> tree = JsonTree.ownObject(object.getBytes(StandardCharsets.UTF_8));
    assertThat(until(state == null ? "" : state, 1).state().holds(tree)).isEqualTo(holds);
  }

  @Test
  void aCountIsTheLeastAndNoneIsNone() throws IOException {
    assertThat(until("", 3).isReached(2)).isFalse();
    assertThat(until("", 3).isReached(4)).isTrue();
    assertThat(until("", 0).isReached(1)).isFalse();
    assertThat(until("", 0).isReached(0)).isTrue();
    assertThat(until("", 0).text()).isEqualTo("no x exist");
    assertThat(until(", phase: Running", 1_001).text()).isEqualTo("1,001 x are Running");
  }
}
