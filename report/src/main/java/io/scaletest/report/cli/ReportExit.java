package io.scaletest.report.cli;

import io.scaletest.common.exit.ExitStatus;

/** The causes that are this tool's own. */
enum ReportExit implements ExitStatus {
  /** An objective is broken, or B is worse than A, or the trend's last change is for the worse. */
  BROKEN(1),
  /** A run is INVALID; with {@code -strict} also: SUSPECT. */
  INVALID(3),
  /** A file cannot be read, or there is none of a run. */
  UNREADABLE(4);

  private final int code;

  ReportExit(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
