package io.scaletest.fleet.exit;

import io.scaletest.common.exit.ExitStatus;

/** The causes that are this tool's own. */
public enum FleetExit implements ExitStatus {
  /** A pod was lost or failed, or its results could not be collected: there is less than all. */
  INCOMPLETE(1),
  /** The pods could not be made, or were not all ready in time: nothing was measured. */
  NOT_STARTED(3),
  /** There is no such run in the cluster. */
  NO_SUCH_RUN(4),
  /** There is no usable client configuration. */
  NO_CONFIGURATION(20),
  /** The API server cannot be asked: down, no log-in, no permission, no such namespace. */
  NO_SERVER(21),
  /** Something of the run may be left in the cluster (EX_TEMPFAIL of sysexits.h). */
  OBJECTS_LEFT(75);

  private final int code;

  FleetExit(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
