package io.scaletest.common.exit;

/**
 * Ends the tool with one line on standard error and a status. The message names the option or
 * object, the rule, and the value given; the cause is shown only with {@code -v=4}.
 */
public final class ToolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ExitStatus status;

  public ToolException(ExitStatus status, String message) {
    super(message);
    this.status = status;
  }

  public ToolException(ExitStatus status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /** Returns a usage error: status 2. */
  public static ToolException usage(String message) {
    return new ToolException(CommonExit.USAGE, message);
  }

  public ExitStatus status() {
    return status;
  }
}
