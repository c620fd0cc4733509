package io.scaletest.common.cli;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.PathText;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.logging.LogSettings;
import io.scaletest.common.logging.Logging;
import io.scaletest.common.process.OpenFiles;
import io.scaletest.common.text.DurationText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Runs a tool from its command line to its exit status.
 *
 * <p>A tool is a picocli {@code @Command} that is also a {@code Callable<ExitStatus>}. It fails
 * with a {@link ToolException}: one line on standard error, and the status. Stack traces are
 * printed with {@code -v=4}, and always go to the log file if there is one.
 */
public final class ToolMain {
  /** A terminal of 80 columns takes that without an empty line behind each full one. */
  private static final int HELP_COLUMNS = 79;

  private ToolMain() {}

  /**
   * Runs {@code tool} and returns the status to exit with.
   *
   * @param tool has at most one {@link KlogOptions} mixin, which sets up the log, and gives each
   *     option the names {@code -name} and {@code --name}
   */
  public static int execute(Callable<ExitStatus> tool, String[] arguments) {
    StandardOutput output = StandardOutput.install();
    return execute(tool, arguments, System.out, System.err, output::failure);
  }

  /** Runs {@code tool} with other standard streams, for tests. */
  public static int execute(
      Callable<ExitStatus> tool, String[] arguments, PrintStream out, PrintStream err) {
    return execute(tool, arguments, out, err, Optional::empty);
  }

  /**
   * @param lost why something that was written to {@code out} is lost
   */
  static int execute(
      Callable<ExitStatus> tool,
      String[] arguments,
      PrintStream out,
      PrintStream err,
      Supplier<Optional<IOException>> lost) {
    CommandLine commandLine = commandLine(tool);
    CommandSpec spec = commandLine.getCommandSpec();
    FailureReport report = new FailureReport(spec.name(), err);
    try {
      parse(commandLine, arguments);
      if (commandLine.isUsageHelpRequested()) {
        commandLine.usage(out, Ansi.OFF);
        return CommonExit.OK.code();
      }
      if (commandLine.isVersionHelpRequested()) {
        out.println(spec.name() + " " + BuildVersion.of(tool.getClass()));
        return CommonExit.OK.code();
      }
      KlogOptions klog = klogOptions(spec);
      LogSettings settings = klog.settings(spec.name());
      report.verbosity(klog.verbosity());
      configureLog(settings);
      IgnoredWords.warn(spec);
      PathText.requireWorkingFolder();
      int status = tool.call().code();
      out.flush();
      if (lost.get().isPresent()) {
        int lostStatus = report.of(lostOutput(lost.get().get()));
        return status == CommonExit.OK.code() ? lostStatus : status;
      }
      return status;
    } catch (ToolException e) {
      return report.of(e);
    } catch (InvalidPathException e) {
      return report.of(ToolException.usage(PathText.refusal(e)));
    } catch (Throwable e) {
      Optional<ToolException> resources = OpenFiles.exhaustion(e);
      if (resources.isPresent()) {
        return report.of(resources.get());
      }
      // Errors too: the status must not be the JVM's 1, which the contract gives a meaning.
      return report.ofFault(e);
    }
  }

  private static ToolException lostOutput(IOException cause) {
    return new ToolException(
        CommonExit.OUTPUT, "standard output cannot be written: " + IoReason.of(cause), cause);
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
    commandLine.registerConverter(boolean.class, new GoValue.ToBoolean());
    commandLine.registerConverter(Boolean.class, new GoValue.ToBoolean());
    commandLine.registerConverter(long.class, new GoValue.ToLong());
    commandLine.registerConverter(Long.class, new GoValue.ToLong());
    commandLine.registerConverter(int.class, new GoValue.ToInt());
    commandLine.registerConverter(Integer.class, new GoValue.ToInt());
    commandLine.registerConverter(double.class, new GoValue.ToDouble());
    commandLine.registerConverter(Double.class, new GoValue.ToDouble());
    commandLine.registerConverter(Duration.class, DurationText::parse);
    commandLine.registerConverter(Path.class, text -> Path.of(text));
    CommandSpec spec = commandLine.getCommandSpec();
    if (tool instanceof FurtherOptions further) {
      further.addTo(spec);
    }
    if (spec.positionalParameters().isEmpty()) {
      spec.addPositional(IgnoredWords.spec());
    }
    spec.addOption(
        OptionSpec.builder("-help", "--help", "-h", "--h")
            .type(boolean.class)
            .usageHelp(true)
            .description("Print this page and exit.")
            .build());
    spec.addOption(
        OptionSpec.builder("-version", "--version")
            .type(boolean.class)
            .versionHelp(true)
            .description("Print the version and exit.")
            .build());
    EffectlessOptions.moveToEnd(spec);
    spec.usageMessage().abbreviateSynopsis(true).width(HELP_COLUMNS);
    return commandLine;
  }

  private static void configureLog(LogSettings settings) {
    try {
      Logging.configure(settings);
    } catch (InvalidPathException e) {
      throw new ToolException(CommonExit.USAGE, PathText.refusal(e), e);
    } catch (IllegalArgumentException e) {
      throw new ToolException(CommonExit.USAGE, e.getMessage(), e);
    }
  }

  /** Parses the arguments into the tool's fields. */
  static void parse(CommandLine commandLine, String[] arguments) {
    try {
      commandLine.parseArgs(new GoArguments(commandLine.getCommandSpec()).rewrite(arguments));
    } catch (ParameterException e) {
      throw ToolException.usage(describe(e));
    }
  }

  private static String describe(ParameterException e) {
    if (e.getArgSpec() == null || !e.getArgSpec().isOption()) {
      return e.getMessage();
    }
    Throwable cause = e.getCause();
    if (cause instanceof InvalidPathException refused) {
      return name(e) + ": " + PathText.refusal(refused);
    }
    String rule = cause instanceof IllegalArgumentException ? cause.getMessage() : e.getMessage();
    return name(e) + ": " + rule + ", got " + e.getValue();
  }

  private static String name(ParameterException e) {
    String longest = ((OptionSpec) e.getArgSpec()).longestName();
    return longest.substring(longest.lastIndexOf('-', 1) + 1);
  }

  private static KlogOptions klogOptions(CommandSpec spec) {
    for (CommandSpec mixin : spec.mixins().values()) {
      if (mixin.userObject() instanceof KlogOptions options) {
        return options;
      }
    }
    return CommandLine.populateCommand(new KlogOptions());
  }
}
