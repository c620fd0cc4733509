package io.scaletest.embeddedapiserver;

import io.scaletest.common.exit.ExitStatus;

/** The causes that are this tool's own. */
enum ServerExit implements ExitStatus {
  /** The server cannot listen, or its kubeconfig cannot be written. */
  START(1);

  private final int code;

  ServerExit(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
