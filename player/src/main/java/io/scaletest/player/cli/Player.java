package io.scaletest.player.cli;

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
 * Plays workloads that files specify. The first word says what to do; the rest are that command's
 * options.
 */
public final class Player {
  static final String NAME = "player";
  private static final Set<String> HELP = Set.of("-h", "-help", "--help", "help");
  private static final Set<String> VERSION = Set.of("-version", "--version");
  private static final Map<String, Supplier<Callable<ExitStatus>>> COMMANDS = commands();

  private Player() {}

  private static Map<String, Supplier<Callable<ExitStatus>>> commands() {
    Map<String, Supplier<Callable<ExitStatus>>> commands = new LinkedHashMap<>();
    commands.put("play", PlayCommand::new);
    commands.put("plan", PlanCommand::new);
    commands.put("validate", ValidateCommand::new);
    commands.put("explain", ExplainCommand::new);
    commands.put("schema", SchemaCommand::new);
    return commands;
  }

  public static void main(String[] args) {
    System.exit(execute(args, System.out, System.err));
  }

  static int execute(String[] args, PrintStream out, PrintStream err) {
    String word = args.length == 0 ? "" : args[0];
    if (HELP.contains(word)) {
      printUsage(out);
      return CommonExit.OK.code();
    }
    if (VERSION.contains(word)) {
      out.println(NAME + " " + BuildVersion.of(Player.class));
      return CommonExit.OK.code();
    }
    Supplier<Callable<ExitStatus>> command = COMMANDS.get(word);
    if (command == null) {
      String given = word.isEmpty() ? "nothing" : word;
      String words = String.join(", ", COMMANDS.keySet());
      err.println(NAME + ": the first word: must be one of " + words + ", got " + given);
      return CommonExit.USAGE.code();
    }
    return ToolMain.execute(command.get(), Arrays.copyOfRange(args, 1, args.length), out, err);
  }

  private static void printUsage(PrintStream out) {
    out.println("Usage: " + NAME + " COMMAND [options]; " + NAME + " COMMAND --help shows them");
    COMMANDS.forEach(
        (word, command) -> {
          CommandSpec spec = CommandSpec.forAnnotatedObject(command.get());
          out.printf("  %-8s %s%n", word, spec.usageMessage().description()[0]);
        });
  }
}
