package io.scaletest.gc;

import io.scaletest.kube.names.ScaletestNames;
import java.util.Optional;

/**
 * Which runs' objects are meant, of those that carry the tools' label.
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
   * Returns whether an object is meant. A run's are those with its label, and those named {@code
   * <run ID>-<number>}: the number keeps run {@code a} apart from a run {@code a-b}.
   */
  boolean covers(ListedObject object) {
    return runId.isEmpty()
        || object.runLabel().equals(ScaletestNames.runLabelValue(runId.get()))
        || isNumbered(object.name(), runId.get().length());
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
