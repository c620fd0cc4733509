package io.scaletest.common.cli;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A tool that does several things: the first word of its command line says which, the rest are that
 * command's own options. Used by one thread.
 */
public final class CommandWords {
  private static final Set<String> HELP = Set.of("-h", "-help", "--help", "help");
  private static final Set<String> VERSION = Set.of("-version", "--version");

  private final Class<?> tool;
  private final String name;
  private final Map<String, Supplier<Callable<ExitStatus>>> commands = new LinkedHashMap<>();

  /**
   * @param tool a class of its jar, which has the version
   */
  public CommandWords(Class<?> tool, String name) {
    this.tool = tool;
    this.name = name;
  }

  /** Adds a command, behind the others in every list. */
  public CommandWords with(String word, Supplier<Callable<ExitStatus>> command) {
    commands.put(word, command);
    return this;
  }

  /** Returns a new one of each command, in order: of these their pages are made. */
  public List<Callable<ExitStatus>> all() {
    List<Callable<ExitStatus>> all = new ArrayList<>();
    commands.values().forEach(command -> all.add(command.get()));
    return all;
  }

  /** Runs what the first word says, as {@link ToolMain#execute} does; returns the exit status. */
  public int execute(String[] arguments, PrintStream out, PrintStream err) {
    String word = arguments.length == 0 ? "" : arguments[0];
    if (HELP.contains(word)) {
      printUsage(out);
      return CommonExit.OK.code();
    }
    if (VERSION.contains(word)) {
      out.println(name + " " + BuildVersion.of(tool));
      return CommonExit.OK.code();
    }
    Supplier<Callable<ExitStatus>> command = commands.get(word);
    if (command == null) {
      String given = word.isEmpty() ? "nothing" : word;
      String words = String.join(", ", commands.keySet());
      err.println(name + ": the first word: must be one of " + words + ", got " + given);
      return CommonExit.USAGE.code();
    }
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    return ToolMain.execute(command.get(), rest, out, err);
  }

  private void printUsage(PrintStream out) {
    out.println("Usage: " + name + " COMMAND [options]; " + name + " COMMAND --help shows them");
    commands.forEach(
        (word, command) -> {
          CommandSpec spec = CommandSpec.forAnnotatedObject(command.get());
          out.printf("  %-8s %s%n", word, spec.usageMessage().description()[0]);
        });
  }
}
