package io.scaletest.hollownode.pools;

import java.util.Objects;

/**
 * How a container ended.
 *
 * @param code its exit code, 0 to 255
 * @param reason what stands in {@code state.terminated.reason}
 */
public record ContainerExit(int code, String reason) {
  /** By itself and without a failure. */
  public static final ContainerExit COMPLETED = of(0);

  private static final int KILLED_CODE = 137;
  private static final int MOST = 255;

  /** It did not stop within its grace period: 128 and SIGKILL's number. */
  public static final ContainerExit KILLED = of(KILLED_CODE);

  /** The kernel killed it for its memory. */
  public static final ContainerExit OOM_KILLED = new ContainerExit(KILLED_CODE, "OOMKilled");

  public ContainerExit {
    if (code < 0 || code > MOST) {
      throw new IllegalArgumentException("exit code: must be 0 to 255, got " + code);
    }
    Objects.requireNonNull(reason, "reason is null");
  }

  /** Returns an exit of the container's own. */
  public static ContainerExit of(int code) {
    return new ContainerExit(code, code == 0 ? "Completed" : "Error");
  }
}
