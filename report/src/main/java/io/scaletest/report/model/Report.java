package io.scaletest.report.model;

import java.util.List;

/**
 * What was made of all files.
 *
 * @param toolVersion version of the program that made it
 * @param runs at least one, the earliest first
 * @param strangers files that are none of the tools', with what was taken for the reason
 */
public record Report(String toolVersion, List<RunResult> runs, List<SourceFile> strangers) {
  /** Name of the JSON form. */
  public static final String SCHEMA = "scaletest-report";

  /** Rises when a field changes its meaning or goes away; new fields do not raise it. */
  public static final int SCHEMA_VERSION = 1;

  public Report {
    runs = List.copyOf(runs);
    strangers = List.copyOf(strangers);
  }
}
