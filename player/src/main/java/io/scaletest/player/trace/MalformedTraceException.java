package io.scaletest.player.trace;

import java.io.IOException;

/** A block of a trace is not what it should be; the message is one line. */
final class MalformedTraceException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedTraceException(String message) {
    super(message);
  }
}
