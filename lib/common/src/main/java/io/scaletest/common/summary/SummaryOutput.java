package io.scaletest.common.summary;

/**
 * One way to tell what a run came to. A further format is one class more in {@link SummaryOutputs}.
 */
@FunctionalInterface
public interface SummaryOutput {
  /**
   * Tells it. May be called again with a later state of the same run, which then replaces the
   * earlier.
   *
   * @throws io.scaletest.common.exit.ToolException if that fails
   */
  void write(RunSummary summary);
}
