package io.scaletest.e2e.hollow;

import io.scaletest.testkit.process.ToolProcess;
import java.nio.file.Path;

/** Command lines of hollow-node's jar. */
final class HollowNodeCommand {
  private HollowNodeCommand() {}

  /**
   * Returns the command for hollow nodes, as a process to be started; its progress line is printed
   * often enough to wait for.
   */
  static ToolProcess.Builder of(Path kubeconfig, String... options) {
    String[] words = new String[options.length + 1];
    words[0] = "--kubeconfig=" + kubeconfig;
    System.arraycopy(options, 0, words, 1, options.length);
    return ToolProcess.jar("hollow-node", words).environment("SCALETEST_PROGRESS_MS", "500");
  }
}
