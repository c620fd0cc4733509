package io.scaletest.watching.logger;

import io.scaletest.common.exit.ExitStatus;

/**
 * Why a logger ends. The contract gives the loggers no numbers; these are the drivers' where the
 * cause is the same, and flunder-watch's for a list that failed.
 */
public enum LoggerExit implements ExitStatus {
  /** The data file, or a file beside it, cannot be made. */
  DATA_FILE(2),
  /** The given time was over and no list had ever succeeded, so nothing was watched. */
  NEVER_LISTED(10),
  /** There is no client configuration. */
  NO_CONFIGURATION(20),
  /** The configuration's certificates or keys cannot be used. */
  NO_CLIENT(21);

  private final int code;

  LoggerExit(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
