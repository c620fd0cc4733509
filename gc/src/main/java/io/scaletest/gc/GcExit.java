package io.scaletest.gc;

import io.scaletest.common.exit.ExitStatus;

/** The causes that are this tool's own. */
enum GcExit implements ExitStatus {
  /** Something could not be listed or deleted, or no server could be asked. */
  INCOMPLETE(1);

  private final int code;

  GcExit(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
