package io.scaletest.report.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.report.model.Report;
import io.scaletest.report.model.RunResult;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Reads what a run left and says what it came to. */
@Command(
    name = "report",
    description =
        "Reads what runs left (rows, latency logs, summaries, parameters; folders, too) and says"
            + " what they came to: verdict, objectives, rates, latencies, notifications. report"
            + " compare A… -- B… compares sets of runs, report trend DIR looks for changes in many;"
            + " -help behind each shows its options.")
public final class ReportTool implements Callable<ExitStatus>, OptionsAnywhere {
  @Mixin private ReadOptions reading = new ReadOptions();
  @Mixin private OutputOptions outputs = new OutputOptions();
  @Mixin private KlogOptions klog = new KlogOptions();

  @Mixin private InputPaths paths = new InputPaths();

  public static void main(String[] args) {
    System.exit(execute(args));
  }

  /** The first word may be a command; a file of that name is {@code ./compare}. */
  private static int execute(String[] args) {
    String word = args.length == 0 ? "" : args[0];
    return switch (word) {
      case "compare" ->
          ToolMain.execute(new CompareCommand(), Arrays.copyOfRange(args, 1, args.length));
      case "trend" ->
          ToolMain.execute(new TrendCommand(), Arrays.copyOfRange(args, 1, args.length));
      default -> ToolMain.execute(new ReportTool(), args);
    };
  }

  @Override
  public ExitStatus call() {
    Report report = reading.read(paths.required());
    outputs.write(report);
    return status(report, outputs.strict());
  }

  /** An INVALID run says nothing about objectives, so it counts before them. */
  static ExitStatus status(Report report, boolean strict) {
    Verdict.Status limit = strict ? Verdict.Status.SUSPECT : Verdict.Status.INVALID;
    if (report.runs().stream().anyMatch(run -> run.status().compareTo(limit) >= 0)) {
      return ReportExit.INVALID;
    }
    return report.runs().stream().anyMatch(RunResult::breaksAnObjective)
        ? ReportExit.BROKEN
        : CommonExit.OK;
  }
}
