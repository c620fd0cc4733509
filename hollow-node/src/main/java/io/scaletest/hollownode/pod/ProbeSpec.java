package io.scaletest.hollownode.pod;

/**
 * A probe of a container, as its pod's spec has it. Immutable.
 *
 * @param graceSeconds what a container gets that the probe kills; -1 where the pod's counts
 * @param failure what an event says of one that failed
 */
record ProbeSpec(
    int initialDelaySeconds,
    int periodSeconds,
    int successThreshold,
    int failureThreshold,
    long graceSeconds,
    String failure) {
  /** What a probe has of which the spec says nothing; also that of a container without one. */
  static final ProbeSpec STANDARD =
      new ProbeSpec(0, 10, 1, 3, -1, "HTTP probe failed with statuscode: 503");

  /** Returns after how long one that succeeds each time has succeeded often enough. */
  int delaySeconds() {
    return initialDelaySeconds + (successThreshold - 1) * periodSeconds;
  }
}
