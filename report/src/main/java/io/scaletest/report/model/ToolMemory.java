package io.scaletest.report.model;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much memory a tool's process had resident, from time to time since the start of its
 * measurement.
 *
 * @param startEpochMs when the first value is of, ms since 1970 UTC
 * @param everySeconds between two values
 * @param bytes the values, in order; at least one
 */
public record ToolMemory(long startEpochMs, double everySeconds, List<Long> bytes) {
  /** As many lines as can be told apart in one plot. */
  private static final int SHOWN_MAX = 4;

  public ToolMemory {
    bytes = List.copyOf(bytes);
  }

  /**
   * Returns the memory of the tools that tell of it, by name; of several of one name by run ID,
   * too. At most four, those with the most: of a fleet's many members these decide.
   */
  static Map<String, ToolMemory> of(List<ToolRun> tools) {
    List<ToolRun> known =
        tools.stream()
            .filter(tool -> tool.memory().isPresent())
            .sorted(
                Comparator.comparingLong((ToolRun tool) -> tool.memory().orElseThrow().mostBytes())
                    .reversed())
            .toList();
    Map<String, ToolMemory> memories = new LinkedHashMap<>();
    for (ToolRun tool : known.subList(0, Math.min(known.size(), SHOWN_MAX))) {
      boolean alone = known.stream().filter(each -> each.tool().equals(tool.tool())).count() == 1;
      memories.put(
          alone ? tool.tool() : tool.tool() + " " + tool.runId(), tool.memory().orElseThrow());
    }
    return memories;
  }

  /**
   * Returns when a value is of, ms since 1970 UTC; of the one behind the last, when it would be.
   */
  public long epochMs(int index) {
    return startEpochMs + Math.round(index * everySeconds * 1e3);
  }

  /** Returns the most. */
  public long mostBytes() {
    return bytes.stream().mapToLong(Long::longValue).max().orElse(0);
  }
}
