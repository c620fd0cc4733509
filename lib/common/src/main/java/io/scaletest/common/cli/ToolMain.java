package io.scaletest.common.cli;

import io.scaletest.common.logging.Logging;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/**
 * Runs a tool from its command line to its exit status.
 *
 * <p>A tool is a picocli {@code @Command} that is also a {@code Callable<ExitStatus>}. What it
 * cannot do it says with a {@link ToolException}: one line on standard error, and the status. The
 * stack trace is printed with {@code -v=4}.
 */
public final class ToolMain {
  /** From this verbosity on, failures show their stack traces. */
  private static final int TRACE_VERBOSITY = 4;

  private static final Set<String> HELP = Set.of("-h", "-help", "--help");
  private static final Set<String> VERSION = Set.of("-version", "--version");

  private ToolMain() {}

  /**
   * Runs {@code tool} and returns the status to exit with.
   *
   * @param tool has at most one {@link KlogOptions} mixin, which sets up the log
   */
  public static int execute(Callable<ExitStatus> tool, String[] arguments) {
    return execute(tool, arguments, System.out, System.err);
  }

  /** Runs {@code tool} with other standard streams, for tests. */
  public static int execute(
      Callable<ExitStatus> tool, String[] arguments, PrintStream out, PrintStream err) {
    CommandLine commandLine = commandLine(tool);
    CommandSpec spec = commandLine.getCommandSpec();
    int verbosity = 0;
    try {
      if (arguments.length > 0 && HELP.contains(arguments[0])) {
        commandLine.usage(out, Ansi.OFF);
        return CommonExit.OK.code();
      }
      if (arguments.length > 0 && VERSION.contains(arguments[0])) {
        out.println(spec.name() + " " + BuildVersion.of(tool.getClass()));
        return CommonExit.OK.code();
      }
      parse(commandLine, arguments);
      KlogOptions klog = klogOptions(spec);
      verbosity = klog.verbosity();
      Logging.configure(klog.settings(spec.name()));
      return tool.call().code();
    } catch (ToolException e) {
      return report(err, spec.name(), e.getMessage(), e, verbosity, e.status());
    } catch (Exception | LinkageError e) {
      return report(err, spec.name(), "internal error: " + e, e, verbosity, CommonExit.INTERNAL);
    }
  }

  /** Returns the command line as {@link #execute} reads it, for tests and option pages. */
  public static CommandLine commandLine(Callable<ExitStatus> tool) {
    CommandLine commandLine = new CommandLine(tool);
    commandLine.setExpandAtFiles(false); // a run ID may begin with @
    commandLine.setPosixClusteredShortOptionsAllowed(false);
    commandLine.setAllowOptionsAsOptionParameters(true); // and with a dash
    commandLine.setEndOfOptionsDelimiter(GoArguments.END_OF_OPTIONS); // or even be --
    commandLine.setOverwrittenOptionsAllowed(true); // the last one wins
    commandLine.setTrimQuotes(false);
    commandLine.registerConverter(boolean.class, new GoBoolean());
    commandLine.registerConverter(Boolean.class, new GoBoolean());
    commandLine.registerConverter(long.class, new GoNumber.ToLong());
    commandLine.registerConverter(int.class, new GoNumber.ToInt());
    commandLine.registerConverter(Integer.class, new GoNumber.ToInt());
    commandLine.registerConverter(double.class, new GoNumber.ToDouble());
    commandLine.registerConverter(Duration.class, new GoDuration());
    CommandSpec spec = commandLine.getCommandSpec();
    if (spec.positionalParameters().isEmpty()) {
      spec.addPositional(ignoredWords());
    }
    return commandLine;
  }

  /** Parses the arguments into the tool's fields. */
  static void parse(CommandLine commandLine, String[] arguments) {
    try {
      commandLine.parseArgs(new GoArguments(commandLine.getCommandSpec()).rewrite(arguments));
    } catch (ParameterException e) {
      throw ToolException.usage(describe(e));
    }
  }

  /** Go's tools ignore the words behind the options, so scripts may pass some. */
  private static PositionalParamSpec ignoredWords() {
    return PositionalParamSpec.builder()
        .index("0..*")
        .arity("0..*")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .hidden(true)
        .build();
  }

  private static String describe(ParameterException e) {
    if (e.getArgSpec() == null || !e.getArgSpec().isOption()) {
      return e.getMessage();
    }
    Throwable cause = e.getCause();
    String rule = cause instanceof IllegalArgumentException ? cause.getMessage() : e.getMessage();
    return name(e) + ": " + rule + ", got " + e.getValue();
  }

  private static String name(ParameterException e) {
    String longest = ((CommandLine.Model.OptionSpec) e.getArgSpec()).longestName();
    return longest.substring(longest.lastIndexOf('-', 1) + 1);
  }

  private static KlogOptions klogOptions(CommandSpec spec) {
    return spec.mixins().values().stream()
        .map(CommandSpec::userObject)
        .filter(KlogOptions.class::isInstance)
        .map(KlogOptions.class::cast)
        .findFirst()
        .orElseGet(() -> CommandLine.populateCommand(new KlogOptions()));
  }

  private static int report(
      PrintStream err,
      String program,
      String message,
      Throwable failure,
      int verbosity,
      ExitStatus status) {
    err.println(program + ": " + message);
    if (verbosity >= TRACE_VERBOSITY) {
      failure.printStackTrace(err);
    }
    return status.code();
  }
}
