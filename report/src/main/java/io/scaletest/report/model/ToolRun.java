package io.scaletest.report.model;

import java.util.Map;
import java.util.Optional;

/**
 * What a tool's own summary says.
 *
 * @param status its verdict: VALID, SUSPECT, INVALID
 * @param load whether the load was carried, as people read it; empty where none was asked for
 * @param options effective options
 * @param counts what was done, by name
 * @param memory what its process had resident, if it tells
 * @param replay how near a replay came to its recording, if it was one
 */
public record ToolRun(
    String tool,
    String version,
    String runId,
    String start,
    String end,
    String status,
    String load,
    Map<String, String> options,
    Map<String, Long> counts,
    Optional<ToolMemory> memory,
    Optional<Replay> replay) {

  /** Tells whether a tool of that name sends the requests that rows are of. */
  public static boolean drives(String tool) {
    return tool.contains("driver") || tool.equals("player");
  }

  /** Tells whether it sends the requests that rows are of. */
  public boolean drives() {
    return drives(tool);
  }
}
