package io.scaletest.controlplane.exit;

import io.scaletest.common.exit.ExitStatus;

/** The causes of the {@code control-plane} command; a user reads them in docs/control-plane.md. */
public enum ControlPlaneExit implements ExitStatus {
  /** Nothing of the control plane runs in the data folder. */
  NOT_RUNNING(3),
  /** Something runs, but not every component is ready. */
  NOT_READY(4),
  /** A binary is neither given, nor in the cache, nor can it be built. */
  NO_BINARIES(5),
  /** Building the binaries with Go failed. */
  BUILD(6),
  /** A component did not start, ended early or was not ready in time. */
  START(7),
  /** The data folder belongs to a control plane that runs, or to something else. */
  DATA_DIR(8),
  /** A process could not be ended. */
  STOP(9),
  /** The machine lacks what a node needs. */
  NO_NODE(10);

  private final int code;

  ControlPlaneExit(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
