package io.scaletest.watching.watchers;

import io.scaletest.common.exit.ExitStatus;

/** Why a tool with watchers ends. <i>Source:</i> contract, "flunder-watch", for 10 and 12. */
public enum WatchExit implements ExitStatus {
  /** The data file cannot be made. */
  DATA_FILE(2),
  /** A list failed; with keep-going: none ever succeeded. */
  LIST_FAILED(10),
  /** A watch was refused, or could not be opened. */
  WATCH_FAILED(12),
  /** There is no client configuration. <i>Source:</i> the original's fatal log line exits 255. */
  NO_CONFIGURATION(255),
  /** The configuration's certificates or keys cannot be used; 255 likewise. */
  NO_CLIENT(255);

  private final int code;

  WatchExit(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
