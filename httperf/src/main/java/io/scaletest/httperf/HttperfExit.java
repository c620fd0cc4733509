package io.scaletest.httperf;

import io.scaletest.common.exit.ExitStatus;

/** The causes for which httperf ends by itself. */
enum HttperfExit implements ExitStatus {
  /** The port is taken. <i>Source:</i> the original's log.Exit. */
  PORT_TAKEN(255),

  /** A file cannot be read or made, or no request was ever answered. */
  FAILED(1);

  private final int code;

  HttperfExit(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
