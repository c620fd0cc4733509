package io.scaletest.report.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.report.compare.Trend;
import io.scaletest.report.model.Report;
import io.scaletest.report.output.TrendOutput;
import io.scaletest.report.page.PageOutput;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows many runs in the order of their time, and where their figures changed. */
@Command(
    name = "report trend",
    description =
        "Shows the runs in files and folders in the order of their time, and where their figures"
            + " changed for good (E-divisive).")
final class TrendCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Mixin private ReadOptions reading = new ReadOptions();
  @Mixin private KlogOptions klog = new KlogOptions();

  @Mixin private InputPaths paths = new InputPaths();
  @Mixin private DocumentOptions documents = new DocumentOptions();
  @Mixin private SmallestOption smallest = new SmallestOption();
  @Mixin private AsciiOption ascii = new AsciiOption();

  @Override
  public ExitStatus call() {
    double share = smallest.share();
    Report report = reading.read(paths.required());
    Trend trend = Trend.of(report.runs(), share);
    documents.write(
        () -> TrendOutput.json(trend), () -> PageOutput.ofTrend(trend, report.toolVersion()));
    if (!documents.takeStandardOutput()) {
      System.out.print(TrendOutput.text(trend, ascii.isSet()));
    }
    return trend.endsWorse() ? ReportExit.BROKEN : CommonExit.OK;
  }
}
