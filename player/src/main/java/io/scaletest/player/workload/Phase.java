package io.scaletest.player.workload;

import java.util.Optional;

/**
 * A part of the time axis.
 *
 * @param startNs since the start of the run; the latest where a phase before ends by a state
 * @param lengthNs how long it lasts; at most, where a state ends it
 * @param measured whether limits count in it
 * @param until the state that ends it; empty where its time does
 */
public record Phase(
    String name, long startNs, long lengthNs, boolean measured, Optional<Until> until) {
  /** Returns a phase that its time ends. */
  Phase(String name, long startNs, long lengthNs, boolean measured) {
    this(name, startNs, lengthNs, measured, Optional.empty());
  }

  /** Returns when the next one begins at the latest, in nanoseconds since the start. */
  public long endNs() {
    return startNs + lengthNs;
  }
}
