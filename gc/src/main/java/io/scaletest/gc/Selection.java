package io.scaletest.gc;

import io.scaletest.gc.ResourceKind.Known;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.wire.url.PercentEncoding;
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

  /** Returns which objects of a kind to list, as a label selector, percent-encoded. */
  String selector(ResourceKind kind) {
    boolean byLabel = kind.known() == Known.BY_LABEL && runId.isPresent();
    return byLabel
        ? ScaletestNames.LABEL_SELECTOR
            + "%2C"
            + PercentEncoding.encoded(
                ScaletestNames.RUN_LABEL_KEY + "=" + ScaletestNames.runLabelValue(runId.get()))
        : ScaletestNames.LABEL_SELECTOR;
  }

  /**
   * Returns whether an object that was listed is meant. Where it is known by its name, that is
   * {@code <run ID>-<number>}: the number keeps run {@code a} apart from a run {@code a-b}.
   */
  boolean covers(ResourceKind kind, String name) {
    return runId.isEmpty()
        || kind.known() == Known.BY_LABEL
        || isNumbered(name, runId.get().length());
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
