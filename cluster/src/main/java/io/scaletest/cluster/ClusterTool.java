package io.scaletest.cluster;

import io.scaletest.common.cli.CommandWords;
import java.io.PrintStream;

/** Makes a hollow cluster on this machine, runs tools against it, and takes it away again. */
public final class ClusterTool {
  static final String NAME = "cluster";

  private ClusterTool() {}

  public static void main(String[] args) {
    System.exit(execute(args, System.out, System.err));
  }

  static int execute(String[] args, PrintStream out, PrintStream err) {
    return new CommandWords(ClusterTool.class, NAME)
        .with("up", UpCommand::new)
        .with("status", StatusCommand::new)
        .with("run", RunCommand::new)
        .with("down", DownCommand::new)
        .execute(args, out, err);
  }
}
