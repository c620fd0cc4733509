package io.scaletest.quickstart;

import io.scaletest.common.exit.ExitStatus;

/** The causes that are this tool's own. */
enum QuickstartExit implements ExitStatus {
  /** A step failed, or what was run does not agree with what was seen. */
  FAILED(1);

  private final int code;

  QuickstartExit(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
