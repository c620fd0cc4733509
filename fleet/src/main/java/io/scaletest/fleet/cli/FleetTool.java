package io.scaletest.fleet.cli;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Runs drivers and loggers in many pods as one run. The first word says what to do; the rest are
 * that command's options.
 */
public final class FleetTool {
  private static final String NAME = "fleet";
  private static final Set<String> HELP = Set.of("-h", "-help", "--help", "help");
  private static final Set<String> VERSION = Set.of("-version", "--version");

  private FleetTool() {}

  /** Returns the commands by their words, in the order in which people need them. */
  static Map<String, Supplier<Callable<ExitStatus>>> commands() {
    Map<String, Supplier<Callable<ExitStatus>>> commands = new LinkedHashMap<>();
    commands.put("run", RunCommand::new);
    commands.put("collect", CollectCommand::new);
    commands.put("merge", MergeCommand::new);
    commands.put("down", DownCommand::new);
    return commands;
  }

  public static void main(String[] args) {
    System.exit(execute(args));
  }

  private static int execute(String[] args) {
    return execute(args, System.out, System.err);
  }

  static int execute(String[] args, PrintStream out, PrintStream err) {
    String word = args.length == 0 ? "" : args[0];
    if (HELP.contains(word)) {
      printUsage(out);
      return CommonExit.OK.code();
    }
    if (VERSION.contains(word)) {
      out.println(NAME + " " + BuildVersion.of(FleetTool.class));
      return CommonExit.OK.code();
    }
    Supplier<Callable<ExitStatus>> command = commands().get(word);
    if (command == null) {
      String given = word.isEmpty() ? "nothing" : word;
      String words = String.join(", ", commands().keySet());
      err.println(NAME + ": the first word: must be one of " + words + ", got " + given);
      return CommonExit.USAGE.code();
    }
    return ToolMain.execute(command.get(), Arrays.copyOfRange(args, 1, args.length), out, err);
  }

  private static void printUsage(PrintStream out) {
    out.println("Usage: " + NAME + " COMMAND [options]; " + NAME + " COMMAND --help shows them");
    commands()
        .forEach(
            (word, command) -> {
              CommandSpec spec = CommandSpec.forAnnotatedObject(command.get());
              out.printf("  %-8s %s%n", word, spec.usageMessage().description()[0]);
            });
  }
}
