package io.scaletest.gc;

import java.util.Optional;

/**
 * Which runs' objects are meant.
 *
 * @param runId the run; empty for all runs
 */
record Selection(Optional<String> runId) {
  static Selection allRuns() {
    return new Selection(Optional.empty());
  }

  static Selection run(String runId) {
    return new Selection(Optional.of(runId));
  }

  /**
   * Returns whether an object of this name is meant: {@code <run ID>-<number>}. The number keeps
   * run {@code a} apart from a run {@code a-b}.
   */
  boolean covers(String name) {
    return runId.isEmpty() || isNumbered(name, runId.get().length());
  }

  private boolean isNumbered(String name, int prefixLength) {
    return name.startsWith(runId.get())
        && name.length() > prefixLength + 1
        && name.charAt(prefixLength) == '-'
        && name.chars().skip(prefixLength + 1L).allMatch(c -> c >= '0' && c <= '9');
  }

  @Override
  public String toString() {
    return runId.map(id -> "run " + id).orElse("all runs");
  }
}
