package io.scaletest.report.output;

import io.scaletest.common.latency.SeriesName;
import io.scaletest.report.model.Percentile;
import io.scaletest.report.model.Report;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.Series;
import io.scaletest.report.model.ServerSli;
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

  /**
   * Returns the JSON of the API server's own latencies of all runs, with the labels of
   * clusterloader2's APIResponsivenessPrometheus.
   */
  public static String ofServers(Report report) {
    var items = new ArrayList<Object>();
    for (RunResult run : report.runs()) {
      for (ServerSli sli : run.serverSlis()) {
        items.add(item(sli));
      }
    }
    return JsonWriter.text(
            JsonTree.of("version", "v1", "dataItems", items, "labels", JsonTree.of()))
        + "\n";
  }

  private static Object item(ServerSli sli) {
    return JsonTree.of(
        "data",
        JsonTree.of(
            "Perc50", rounded(sli.p50Ms()),
            "Perc90", rounded(sli.p90Ms()),
            "Perc99", rounded(sli.p99Ms())),
        "unit",
        "ms",
        "labels",
        JsonTree.of(
            "Resource", sli.resource(),
            "Subresource", sli.subresource(),
            "Verb", sli.verb(),
            "Scope", sli.scope(),
            "Count", String.valueOf(sli.count())));
  }

  private static BigDecimal rounded(double ms) {
    return new BigDecimal(ms).round(DIGITS);
  }

  private static Object item(RunResult run, Series series) {
    var data = new LinkedHashMap<String, Object>();
    for (Percentile each : series.total().percentiles()) {
      if (each.level() == Math.rint(each.level())) {
        data.put("Perc" + (int) each.level(), rounded(each.valueNs() / NS_PER_MS));
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
