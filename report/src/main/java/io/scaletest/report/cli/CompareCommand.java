package io.scaletest.report.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.text.Figures;
import io.scaletest.report.compare.Comparison;
import io.scaletest.report.compare.Metric;
import io.scaletest.report.model.Report;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.output.ComparisonOutput;
import io.scaletest.report.page.PageOutput;
import io.scaletest.report.statistics.RepeatsPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares two sets of repeats, or plans how many repeats that takes. */
@Command(
    name = "report compare",
    description =
        "Compares the runs in A… with those in B…: report compare [options] A… -- B…. Each is a"
            + " file or folder; runs are the unit, and more of them tell more than longer ones.")
final class CompareCommand implements Callable<ExitStatus> {
  private static final String BETWEEN = "--";
  private static final int PILOT_MIN = 3;

  @Mixin private ReadOptions reading = new ReadOptions();
  @Mixin private KlogOptions klog = new KlogOptions();

  @Mixin private DocumentOptions documents = new DocumentOptions();
  @Mixin private MarkdownOption markdown = new MarkdownOption();
  @Mixin private SmallestOption smallest = new SmallestOption();

  @Option(
      names = {"-plan", "--plan"},
      description =
          "Say how many repeats of each set would find the difference of -effect, from the scatter"
              + " of the runs A… alone.")
  private boolean plan;

  @Option(
      names = {"-effect", "--effect"},
      paramLabel = "<percent>",
      defaultValue = "5",
      description = "With -plan: the difference to be found (default: ${DEFAULT-VALUE}).")
  private double effect;

  @Option(
      names = {"-power", "--power"},
      paramLabel = "<percent>",
      defaultValue = "80",
      description = "With -plan: with what probability (default: ${DEFAULT-VALUE}).")
  private double power;

  @Parameters(paramLabel = "A… -- B…", description = "Files or folders of the runs.")
  private List<String> words = new ArrayList<>();

  @Override
  public ExitStatus call() {
    double smallestShare = smallest.share();
    OptionRule.require(effect > 0 && effect <= 100, "effect", "above 0, to 100", effect);
    OptionRule.require(power >= 50 && power <= 99, "power", "50 to 99", power);
    int between = words.indexOf(BETWEEN);
    if (plan) {
      return plan(between < 0 ? words : words.subList(0, between), smallestShare);
    }
    if (between < 1 || between == words.size() - 1) {
      throw ToolException.usage("needs runs on both sides: report compare A… -- B…");
    }
    Report a = report(words.subList(0, between));
    Report b = report(words.subList(between + 1, words.size()));
    Comparison comparison;
    try {
      comparison = Comparison.of(a.runs(), b.runs(), smallestShare);
    } catch (IllegalArgumentException e) {
      throw new ToolException(ReportExit.UNREADABLE, e.getMessage(), e);
    }
    documents.write(
        () -> ComparisonOutput.json(comparison),
        () ->
            PageOutput.ofComparison(
                a,
                b,
                comparison.metrics().stream()
                    .map(metric -> ComparisonOutput.sentence(metric, comparison))
                    .toList()));
    markdown.write(() -> ComparisonOutput.markdown(comparison));
    if (!documents.takeStandardOutput() && !markdown.takesStandardOutput()) {
      System.out.print(ComparisonOutput.text(comparison));
    }
    return comparison.isWorse() ? ReportExit.BROKEN : CommonExit.OK;
  }

  private List<RunResult> runs(List<String> paths) {
    return report(paths).runs();
  }

  private Report report(List<String> paths) {
    return reading.read(paths.stream().map(path -> Path.of(path)).toList());
  }

  private ExitStatus plan(List<String> paths, double smallestShare) {
    OptionRule.require(
        effect / 100 > smallestShare, "effect", "above -smallest", Figures.figure(effect));
    if (paths.isEmpty()) {
      throw ToolException.usage("plan: needs the runs of a pilot");
    }
    List<RunResult> runs = runs(paths);
    if (runs.size() < PILOT_MIN) {
      throw new ToolException(
          ReportExit.UNREADABLE,
          "a pilot needs at least " + PILOT_MIN + " runs, got " + runs.size());
    }
    List<Metric> metrics = Metric.of(runs);
    var wanted =
        new RepeatsPlan.Wanted(
            Math.log1p(effect / 100), power / 100, Math.log1p(smallestShare), metrics.size());
    for (Metric metric : metrics) {
      double[] logs =
          runs.stream()
              .mapToDouble(run -> Math.log(metric.of(run).orElseThrow().value()))
              .toArray();
      double sd = standardDeviation(logs);
      RepeatsPlan repeats = RepeatsPlan.of(sd, logs.length, wanted);
      System.out.println(
          metric.name()
              + ": "
              + count(repeats.repeats())
              + " + "
              + count(repeats.repeats())
              + " runs ("
              + count(repeats.low())
              + " to "
              + count(repeats.high())
              + ") to find "
              + Figures.figure(effect)
              + " % in "
              + Figures.figure(power)
              + " % of the cases; runs scatter by "
              + Figures.figure(sd * 100)
              + " %");
    }
    return CommonExit.OK;
  }

  private static String count(int repeats) {
    return repeats >= RepeatsPlan.MANY ? "more than " + RepeatsPlan.MANY : String.valueOf(repeats);
  }

  private static double standardDeviation(double[] values) {
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / (values.length - 1));
  }
}
