package io.scaletest.hollownode.cli;

import io.scaletest.common.exit.ExitStatus;

/** Exit statuses of this tool, beside those of all tools. */
enum HollowExit implements ExitStatus {
  /** A node cannot be what it should: no rights, or its name is another live kubelet's. */
  NODE_REFUSED(1),
  /** No client configuration. */
  CONFIGURATION(20),
  /** A port for metrics or health cannot be had. */
  PORT_TAKEN(21);

  private final int code;

  HollowExit(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
