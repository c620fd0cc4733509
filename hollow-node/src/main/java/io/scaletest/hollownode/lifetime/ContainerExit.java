package io.scaletest.hollownode.lifetime;

/**
 * How a container ended.
 *
 * @param code its exit code, 0 to 255
 * @param oomKilled whether the kernel killed it for its memory
 */
public record ContainerExit(int code, boolean oomKilled) {
  /** By itself and without a failure. */
  public static final ContainerExit COMPLETED = new ContainerExit(0, false);

  /** 128 and SIGKILL's number. */
  static final int KILLED = 137;

  private static final int MOST = 255;

  public ContainerExit {
    if (code < 0 || code > MOST) {
      throw new IllegalArgumentException("exit code: must be 0 to 255, got " + code);
    }
    if (oomKilled && code != KILLED) {
      throw new IllegalArgumentException("exit code: must be 137 if out of memory, got " + code);
    }
  }

  /** Returns what stands in {@code state.terminated.reason}. */
  public String reason() {
    if (oomKilled) {
      return "OOMKilled";
    }
    return code == 0 ? "Completed" : "Error";
  }
}
