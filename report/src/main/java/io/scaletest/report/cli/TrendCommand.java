package io.scaletest.report.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.ToolException;
import io.scaletest.report.compare.Trend;
import io.scaletest.report.output.TrendOutput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows many runs in the order of their time, and where their figures changed. */
@Command(
    name = "report trend",
    description =
        "Shows the runs in files and folders in the order of their time, and where their figures"
            + " changed for good (E-divisive).")
final class TrendCommand implements Callable<ExitStatus>, OptionsAnywhere {
  @Mixin private ReadOptions reading = new ReadOptions();
  @Mixin private KlogOptions klog = new KlogOptions();

  @Option(
      names = {"-smallest", "--smallest"},
      paramLabel = "<percent>",
      defaultValue = "2",
      description = "Smallest change that matters (default: ${DEFAULT-VALUE}).")
  private double smallest;

  @Option(
      names = {"-json", "--json"},
      paramLabel = "<file>",
      description = "Write it as JSON, schema scaletest-trend. A dash is standard output.")
  private String json = "";

  @Option(
      names = {"-ascii", "--ascii"},
      description = "Draw the plots on the terminal in ASCII.")
  private boolean ascii;

  @Parameters(paramLabel = "FILE|DIR", description = "What to read.")
  private List<Path> paths = new ArrayList<>();

  @Override
  public ExitStatus call() {
    OptionRule.require(smallest >= 0 && smallest < 100, "smallest", "0 to 100", smallest);
    if (paths.isEmpty()) {
      throw ToolException.usage("needs files or folders to read, such as .");
    }
    Trend trend = Trend.of(reading.read(paths).runs(), smallest / 100);
    Target.write(json, () -> TrendOutput.json(trend));
    if (!Target.isStandardOutput(json)) {
      System.out.print(TrendOutput.text(trend, ascii));
    }
    return trend.endsWorse() ? ReportExit.BROKEN : CommonExit.OK;
  }
}
