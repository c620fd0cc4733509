package io.scaletest.watching.logger;

import io.scaletest.common.exit.ExitStatus;

/** Why a logger ends; 10 is flunder-watch's for a list that failed. */
public enum LoggerExit implements ExitStatus {
  /** The data file, or a file beside it, cannot be made. */
  DATA_FILE(2),
  /** The given time was over and no list had ever succeeded, so nothing was watched. */
  NEVER_LISTED(10),
  /** The server does not have the kind of object. */
  NO_SUCH_KIND(21),
  /** There is no client configuration. <i>Source:</i> the originals' fatal log line exits 255. */
  NO_CONFIGURATION(255),
  /** The configuration's certificates or keys cannot be used; 255 likewise. */
  NO_CLIENT(255);

  private final int code;

  LoggerExit(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
