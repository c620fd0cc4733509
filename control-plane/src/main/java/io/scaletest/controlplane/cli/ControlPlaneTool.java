package io.scaletest.controlplane.cli;

import io.scaletest.common.cli.CommonExit;
import io.scaletest.common.cli.ExitStatus;
import io.scaletest.common.cli.ToolException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs a real Kubernetes control plane on this machine. */
@Command(
    name = "control-plane",
    description = "Runs a real Kubernetes control plane on this machine.",
    synopsisSubcommandLabel = "(up | down | status | env | build)",
    mixinStandardHelpOptions = true,
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      EnvCommand.class,
      BuildCommand.class
    })
public final class ControlPlaneTool {
  private ControlPlaneTool() {}

  public static void main(String[] args) {
    System.exit(execute(args));
  }

  static int execute(String... args) {
    CommandLine commandLine = new CommandLine(new ControlPlaneTool());
    commandLine.setParameterExceptionHandler(
        (e, rest) -> {
          System.err.println("control-plane: " + e.getMessage());
          return CommonExit.USAGE.code();
        });
    commandLine.setExecutionExceptionHandler(
        (e, command, result) -> {
          System.err.println("control-plane: " + (e instanceof ToolException ? e.getMessage() : e));
          return e instanceof ToolException t ? t.status().code() : CommonExit.INTERNAL.code();
        });
    commandLine.setExecutionStrategy(
        parsed -> {
          int status = new CommandLine.RunLast().execute(parsed);
          CommandLine last = parsed.asCommandLineList().get(parsed.asCommandLineList().size() - 1);
          return last.getExecutionResult() instanceof ExitStatus s ? s.code() : status;
        });
    return commandLine.execute(args);
  }
}
