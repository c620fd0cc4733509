package io.scaletest.report.output;

import io.scaletest.common.latency.SeriesName;
import io.scaletest.report.model.Percentile;
import io.scaletest.report.model.Report;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.Series;
import io.scaletest.report.model.ToolRun;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Percentiles of requests as perfdash reads them (PerfData v1). A percentile that the samples do
 * not support is left out, and is to be left out of all runs of a history: perfdash draws it as 0.
 *
 * <p><i>Source:</i> perf-tests, {@code clusterloader2/pkg/measurement/util/perftype}.
 */
public final class PerfDataOutput {
  private static final double NS_PER_MS = 1e6;
  private static final MathContext DIGITS = new MathContext(6);
  private static final Map<String, String> VERBS =
      Map.of("create", "POST", "update", "PATCH", "delete", "DELETE");

  private PerfDataOutput() {}

  /** Returns the JSON of all runs. */
  public static String of(Report report) {
    var items = new ArrayList<Object>();
    for (RunResult run : report.runs()) {
      for (Series series : run.series()) {
        boolean request =
            series.quantity() == SeriesName.Quantity.SERVICE
                && VERBS.containsKey(series.operation());
        if (request && !series.total().percentiles().isEmpty()) {
          items.add(item(run, series));
        }
      }
    }
    return JsonWriter.text(
            JsonTree.of("version", "v1", "dataItems", items, "labels", JsonTree.of()))
        + "\n";
  }

  private static Object item(RunResult run, Series series) {
    var data = new LinkedHashMap<String, Object>();
    for (Percentile each : series.total().percentiles()) {
      if (each.level() == Math.rint(each.level())) {
        data.put(
            "Perc" + (int) each.level(), new BigDecimal(each.valueNs() / NS_PER_MS).round(DIGITS));
      }
    }
    return JsonTree.of(
        "data",
        data,
        "unit",
        "ms",
        "labels",
        JsonTree.of(
            "Resource", resource(run),
            "Subresource", "",
            "Verb", VERBS.get(series.operation()),
            "Scope", "resource",
            "Count", String.valueOf(series.total().count())));
  }

  private static String resource(RunResult run) {
    for (ToolRun tool : run.tools()) {
      if (tool.options().containsKey("KIND")) {
        return tool.options().get("KIND");
      }
      if (tool.tool().startsWith("flunder")) {
        return "flunders";
      }
    }
    return "configmaps";
  }
}
