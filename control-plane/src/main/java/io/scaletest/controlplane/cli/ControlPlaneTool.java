package io.scaletest.controlplane.cli;

import io.scaletest.common.cli.CommandWords;
import java.io.PrintStream;

/** Runs a real Kubernetes control plane on this machine. */
public final class ControlPlaneTool {
  private ControlPlaneTool() {}

  public static void main(String[] args) {
    System.exit(execute(args, System.out, System.err));
  }

  static int execute(String[] args, PrintStream out, PrintStream err) {
    return new CommandWords(ControlPlaneTool.class, "control-plane")
        .with("up", UpCommand::new)
        .with("down", DownCommand::new)
        .with("status", StatusCommand::new)
        .with("env", EnvCommand::new)
        .with("import", ImportCommand::new)
        .with("build", BuildCommand::new)
        .execute(args, out, err);
  }
}
