package io.scaletest.player.workload;

import java.nio.file.Path;
import java.util.Map;

/** Where a workload is specified. */
public interface Specification {
  /** Returns what the user calls it: a file, or a scenario with its parameters. */
  String name();

  /**
   * Reads it.
   *
   * @param replaced scalars that stand in the place of its own, by their paths
   * @throws io.scaletest.common.exit.ToolException a usage error of one line
   */
  Workload read(Map<String, String> replaced);

  /** Returns the specification in a file. */
  static Specification in(Path file) {
    return new Specification() {
      @Override
      public String name() {
        return file.toString();
      }

      @Override
      public Workload read(Map<String, String> replaced) {
        return Workload.read(file, replaced);
      }
    };
  }
}
