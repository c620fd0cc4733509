package io.scaletest.measure;

import io.scaletest.common.exit.ExitStatus;

/**
 * The exit statuses of {@code measure} itself, and that of the program, which it passes on.
 *
 * @param code 0 to 255
 */
record ProgramExit(int code) implements ExitStatus {
  /** The program cannot be started, as a shell says it. */
  static final ProgramExit NOT_STARTED = new ProgramExit(127);
}
