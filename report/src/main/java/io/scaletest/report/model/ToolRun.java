package io.scaletest.report.model;

import java.util.Map;

/**
 * What a tool's own summary says.
 *
 * @param status its verdict: VALID, SUSPECT, INVALID
 * @param load whether the load was carried, as people read it; empty where none was asked for
 * @param options effective options
 * @param counts what was done, by name
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
    Map<String, Long> counts) {}
