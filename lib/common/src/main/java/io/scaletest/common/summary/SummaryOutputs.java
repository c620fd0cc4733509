package io.scaletest.common.summary;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The outputs of a run's summary: files and screens.
 *
 * @param files written as soon as the measurement is over, and again after a clean-up
 * @param screens written once, at the very end
 */
public record SummaryOutputs(List<Output> files, List<Output> screens) {
  public SummaryOutputs {
    files = List.copyOf(files);
    screens = List.copyOf(screens);
  }

  /**
   * Returns the outputs of every tool.
   *
   * @param json where the JSON file goes; empty for none
   * @param table where the table goes
   */
  public static SummaryOutputs of(Optional<Path> json, PrintStream table) {
    List<Output> files = new ArrayList<>();
    json.ifPresent(path -> files.add(summary -> summary.write(path)));
    return new SummaryOutputs(files, List.of(summary -> print(summary, table)));
  }

  private static void print(RunSummary summary, PrintStream table) {
    table.print(summary.render());
    table.flush();
  }

  /** One output of a summary. A further format is one more of these in {@link SummaryOutputs}. */
  @FunctionalInterface
  public interface Output {
    /**
     * Writes it. May be called again with a later state of the same run, which then replaces the
     * earlier.
     *
     * @throws io.scaletest.common.exit.ToolException if that fails
     */
    void write(RunSummary summary);
  }
}
