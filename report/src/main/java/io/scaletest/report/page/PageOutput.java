package io.scaletest.report.page;

import io.scaletest.common.operation.Operation;
import io.scaletest.page.html.Page;
import io.scaletest.report.compare.Trend;
import io.scaletest.report.model.Report;
import io.scaletest.report.output.JsonOutput;
import io.scaletest.report.output.TrendOutput;
import io.scaletest.report.statistics.ChangePoints;
import io.scaletest.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** A report as one HTML page, self-contained: it opens from a disk. */
public final class PageOutput {
  private PageOutput() {}

  /** Returns the page, to be written as UTF-8. */
  public static String of(Report report) {
    return Page.of(JsonOutput.tree(report), Operation.plurals());
  }

  /**
   * Returns the page of two sets of repeats, their runs over one another.
   *
   * @param sentences what the comparison says, in front of all
   */
  public static String ofComparison(Report a, Report b, List<String> sentences) {
    var runs = new ArrayList<>(a.runs());
    runs.addAll(b.runs());
    var strangers = new ArrayList<>(a.strangers());
    strangers.addAll(b.strangers());
    var tree = new LinkedHashMap<>(JsonOutput.tree(new Report(a.toolVersion(), runs, strangers)));
    tree.put(
        "comparison",
        JsonTree.of(
            "firstOfB", (long) a.runs().size(), "sentences", new ArrayList<Object>(sentences)));
    return Page.of(tree, Operation.plurals());
  }

  /** Returns the page of many runs in the order of their time. */
  public static String ofTrend(Trend trend, String toolVersion) {
    return Page.ofTrend(TrendOutput.tree(trend), toolVersion, 2L * ChangePoints.SEGMENT_MIN);
  }
}
