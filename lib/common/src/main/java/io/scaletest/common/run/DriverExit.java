package io.scaletest.common.run;

import io.scaletest.common.exit.ExitStatus;

/** The causes for which every driver ends, with the statuses of the original drivers. */
public enum DriverExit implements ExitStatus {
  /** The run ID has a character that the contract does not allow. */
  BAD_RUN_ID(1),
  /** The data file cannot be made. <i>Source:</i> the originals panic there, hence 2. */
  DATA_FILE(2),
  /** The data file's name, with the run ID put in, has a character that is not allowed. */
  BAD_DATA_FILE_NAME(5),
  /** The parameter file cannot be made. */
  PARAMETER_FILE(10),
  /** The parameter file cannot be completed. */
  PARAMETER_FILE_CLOSE(11),
  /** The objects' names are longer than the API server allows. */
  NAME_TOO_LONG(17),
  /** There is no usable client configuration. */
  NO_CONFIGURATION(20),
  /** No client can be made from the configuration. */
  NO_CLIENT(21),
  /** The API servers' addresses cannot be read. */
  NO_ENDPOINTS(22),
  /** No clients can be made for the API servers' addresses. */
  NO_ENDPOINT_CLIENTS(23),
  /** The port for metrics is taken; ours, the original ends with a fatal log line. */
  METRICS_PORT(24),
  /** Objects may be left in the cluster; ours (EX_TEMPFAIL of sysexits.h). */
  OBJECTS_LEFT(75);

  private final int code;

  DriverExit(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
