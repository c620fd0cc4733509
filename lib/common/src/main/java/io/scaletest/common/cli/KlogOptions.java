package io.scaletest.common.cli;

import io.scaletest.common.exit.ToolException;
import io.scaletest.common.logging.LogSettings;
import picocli.CommandLine.Option;

/**
 * klog's options, which scripts of the originals pass, for {@code @Mixin}.
 *
 * <p>{@code -v}, {@code -vmodule}, {@code -logtostderr}, {@code -alsologtostderr}, {@code
 * -stderrthreshold}, {@code -log_dir} and {@code -log_file} have their meaning; the others are
 * accepted and have no effect. <i>Source:</i> contract, "Command lines"; klog's {@code InitFlags}.
 */
public final class KlogOptions {
  @Option(
      names = {"-v", "--v"},
      paramLabel = "<level>",
      defaultValue = "0",
      description =
          "Verbosity of the log: 2 tells of each step, 4 of each request and the stack traces of"
              + " failures, 6 of what the libraries do (default: ${DEFAULT-VALUE}).")
  private int verbosity;

  @Option(
      names = {"-vmodule", "--vmodule"},
      paramLabel = "<pattern=N,...>",
      defaultValue = "",
      description =
          "Verbosity of single classes of this program, by patterns of their simple names.")
  private String vmodule;

  @Option(
      names = {"-logtostderr", "--logtostderr"},
      defaultValue = "true",
      fallbackValue = "true",
      description = "Log to standard error instead of files (default: ${DEFAULT-VALUE}).")
  private boolean logToStandardError;

  @Option(
      names = {"-alsologtostderr", "--alsologtostderr"},
      description = "Log to standard error as well as files.")
  private boolean alsoLogToStandardError;

  @Option(
      names = {"-stderrthreshold", "--stderrthreshold"},
      paramLabel = "<severity>",
      defaultValue = "2",
      description =
          "Severity from which lines go to standard error when logging to files: 0 or INFO, 1 or"
              + " WARNING, 2 or ERROR (default: ${DEFAULT-VALUE}).")
  private String standardErrorThreshold;

  @Option(
      names = {"-log_dir", "--log_dir"},
      paramLabel = "<folder>",
      defaultValue = "",
      description = "Folder for log files; needs -logtostderr=false.")
  private String logFolder;

  @Option(
      names = {"-log_file", "--log_file"},
      paramLabel = "<file>",
      defaultValue = "",
      description = "Log file; needs -logtostderr=false.")
  private String logFile;

  @Option(
      names = {"-log_file_max_size", "--log_file_max_size"},
      paramLabel = "<MB>",
      defaultValue = "1800",
      description = "Accepted, without effect.")
  private long logFileMaxSizeMb;

  @Option(
      names = {"-log_backtrace_at", "--log_backtrace_at"},
      paramLabel = "<file:line>",
      defaultValue = "",
      description = "Accepted, without effect.")
  private String logBacktraceAt;

  @Option(
      names = {"-add_dir_header", "--add_dir_header"},
      description = "Accepted, without effect.")
  private boolean addFolderHeader;

  @Option(
      names = {"-skip_headers", "--skip_headers"},
      description = "Accepted, without effect.")
  private boolean skipHeaders;

  @Option(
      names = {"-skip_log_headers", "--skip_log_headers"},
      description = "Accepted, without effect.")
  private boolean skipLogHeaders;

  @Option(
      names = {"-one_output", "--one_output"},
      description = "Accepted, without effect.")
  private boolean oneOutput;

  /** Returns the verbosity, klog's {@code V}. */
  public int verbosity() {
    return verbosity;
  }

  /**
   * Returns what the options ask of the log.
   *
   * @throws ToolException a usage error that names option, rule and value
   */
  LogSettings settings(String program) {
    try {
      return new LogSettings(
          program,
          verbosity,
          vmodule,
          logToStandardError,
          alsoLogToStandardError,
          standardErrorThreshold,
          logFolder,
          logFile);
    } catch (IllegalArgumentException e) {
      throw ToolException.usage(e.getMessage());
    }
  }
}
