package io.scaletest.common.cli;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.NearestName;
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
  private final Map<String, CommandWords> nested = new LinkedHashMap<>();
  private final Map<String, String> nestedSay = new LinkedHashMap<>();

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

  /**
   * Adds a command whose next word says which of several it is, behind the others in every list.
   *
   * @param says what they do, a sentence
   */
  public CommandWords with(String word, String says, CommandWords commandsOfWord) {
    nested.put(word, commandsOfWord);
    nestedSay.put(word, says);
    return this;
  }

  /**
   * Returns a new one of each command but the nested ones, in order: of these their pages are made.
   */
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
    if (command == null && !nested.containsKey(word)) {
      err.println(name + ": the first word: " + refusal(word));
      return CommonExit.USAGE.code();
    }
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    return command == null
        ? nested.get(word).execute(rest, out, err)
        : ToolMain.execute(command.get(), rest, out, err);
  }

  private String refusal(String word) {
    List<String> words = new ArrayList<>(commands.keySet());
    words.addAll(nested.keySet());
    return "must be one of "
        + String.join(", ", words)
        + ", got "
        + (word.isEmpty() ? "nothing" : word)
        + NearestName.to(word, words).map(near -> ", nearest: " + near).orElse("");
  }

  private void printUsage(PrintStream out) {
    out.println("Usage: " + name + " COMMAND [options]; " + name + " COMMAND --help shows them");
    int width = commands.keySet().stream().mapToInt(String::length).max().orElse(0);
    String format = "  %-" + Math.max(8, width) + "s %s%n";
    commands.forEach(
        (word, command) -> {
          CommandSpec spec = ToolMain.commandLine(command.get()).getCommandSpec();
          out.printf(format, word, spec.usageMessage().description()[0]);
        });
    nestedSay.forEach((word, says) -> out.printf(format, word, says));
  }
}
