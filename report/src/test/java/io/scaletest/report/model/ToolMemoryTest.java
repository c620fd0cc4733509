package io.scaletest.report.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ToolMemoryTest {
  private static ToolRun tool(String name, String runId, Long... bytes) {
    Optional<ToolMemory> memory =
        bytes.length == 0 ? Optional.empty() : Optional.of(new ToolMemory(0, 1, List.of(bytes)));
    return new ToolRun(
        name, "1", runId, "", "", "VALID", "", Map.of(), Map.of(), memory, Optional.empty());
  }

  @Test
  void aToolThatIsAloneIsNamedByItsName() {
    assertThat(
            ToolMemory.of(
                List.of(
                    tool("cmdriver", "a", 5L),
                    tool("cm-logger", "a", 1L, 9L, 2L),
                    tool("gc", "a"))))
        .containsOnlyKeys("cm-logger", "cmdriver");
  }

  @Test
  void ofManyThoseWithTheMostAreToldByRunIdToo() {
    List<ToolRun> members =
        List.of(
            tool("cmdriver", "a-1", 3L),
            tool("cmdriver", "a-2", 7L),
            tool("cmdriver", "a-3", 1L),
            tool("cmdriver", "a-4", 5L),
            tool("cmdriver", "a-5", 2L));

    assertThat(ToolMemory.of(members).keySet())
        .containsExactly("cmdriver a-2", "cmdriver a-4", "cmdriver a-1", "cmdriver a-5");
  }
}
