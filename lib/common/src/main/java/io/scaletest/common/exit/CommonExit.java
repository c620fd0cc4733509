package io.scaletest.common.exit;

/** The causes that mean the same in every tool. */
public enum CommonExit implements ExitStatus {
  OK(0),
  /** Wrong options or values. <i>Source:</i> Go's flag package exits 2. */
  USAGE(2),
  /**
   * A fault of the program itself; not one of the contract's numbers, so that it is not mistaken.
   */
  INTERNAL(70),
  /** The system does not grant what the options need (EX_OSERR of sysexits.h). */
  RESOURCES(71),
  /** Results could not be written: disk full, file system gone (EX_IOERR of sysexits.h). */
  OUTPUT(74),
  /** Stopped by SIGINT: 128 + 2. */
  INTERRUPTED(130),
  /** Stopped by SIGTERM: 128 + 15. */
  TERMINATED(143);

  private final int code;

  CommonExit(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
