package io.scaletest.common.exit;

/**
 * One cause for which a tool ends, with the status it then gives to the shell. Each tool lists its
 * causes in an enum, since the contract gives the same number different meanings in different
 * tools.
 */
public interface ExitStatus {
  /** Returns the status, 0 to 255. */
  int code();
}
