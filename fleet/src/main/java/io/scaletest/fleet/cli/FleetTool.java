package io.scaletest.fleet.cli;

import io.scaletest.common.cli.CommandWords;
import java.io.PrintStream;

/** Runs drivers and loggers in many pods as one run. */
public final class FleetTool {
  private FleetTool() {}

  /** Returns the commands, in the order in which people need them. */
  static CommandWords commands() {
    return new CommandWords(FleetTool.class, "fleet")
        .with("run", RunCommand::new)
        .with("collect", CollectCommand::new)
        .with("merge", MergeCommand::new)
        .with("down", DownCommand::new);
  }

  public static void main(String[] args) {
    System.exit(execute(args, System.out, System.err));
  }

  static int execute(String[] args, PrintStream out, PrintStream err) {
    return commands().execute(args, out, err);
  }
}
