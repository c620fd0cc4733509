package io.scaletest.report.output;

import io.scaletest.common.text.Figures;
import io.scaletest.report.compare.Comparison;
import io.scaletest.report.compare.MetricComparison;
import io.scaletest.report.compare.MetricComparison.Answer;
import io.scaletest.report.model.Interval;
import io.scaletest.report.statistics.MannWhitney;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A comparison as text, Markdown and JSON. */
public final class ComparisonOutput {
  /** Name of the JSON form. */
  static final String SCHEMA = "scaletest-comparison";

  private static final long SCHEMA_VERSION = 1;
  private static final MathContext DIGITS = new MathContext(6);

  private ComparisonOutput() {}

  /** Returns the answer of one metric as a sentence. */
  public static String sentence(MetricComparison metric, Comparison of) {
    String share = percent(Math.abs(metric.difference()));
    String runs = of.a() + " + " + of.b();
    String name = metric.metric().name();
    String interval =
        " ("
            + signed(metric.interval().low())
            + " to "
            + signed(metric.interval().high())
            + "; "
            + runs
            + " runs; p "
            + p(metric.pHolm())
            + ")";
    return switch (metric.answer()) {
      case WORSE -> "B is " + share + worse(metric) + " at " + name + interval;
      case BETTER -> "B is " + share + better(metric) + " at " + name + interval;
      case EQUAL -> name + ": equal within " + percent(of.smallest()) + interval;
      case NO_EVIDENCE ->
          name
              + ": no evidence of a difference; if there is one it is below "
              + percent(furthest(metric.interval()))
              + interval;
      case TOO_FEW ->
          name
              + ": too few repeats to tell: "
              + runs
              + ", of which the smallest p is "
              + p(MannWhitney.smallestP(of.a(), of.b()))
              + "; with "
              + of.metrics().size()
              + " metrics it takes "
              + of.fewestRuns()
              + " + "
              + of.fewestRuns();
    };
  }

  private static String worse(MetricComparison metric) {
    return metric.metric().lessIsBetter() ? " slower" : " lower";
  }

  private static String better(MetricComparison metric) {
    return metric.metric().lessIsBetter() ? " faster" : " higher";
  }

  private static double furthest(Interval interval) {
    return Math.max(Math.abs(interval.low()), Math.abs(interval.high()));
  }

  private static String percent(double share) {
    return Figures.figure(Double.parseDouble(Figures.fixed(share * 100, 2))) + " %";
  }

  private static String signed(double share) {
    return (share > 0 ? "+" : "") + percent(share);
  }

  private static String p(double p) {
    return p < 0.0001 ? "< 0.0001" : Figures.figure(Double.parseDouble(Figures.fixed(p, 3)));
  }

  private static String middle(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double sum = Arrays.stream(sorted).sum();
    return sorted.length == 0
        ? "-"
        : Figures.figure(
            sorted.length % 2 == 1
                ? sorted[sorted.length / 2]
                : sorted.length == 2
                    ? sum / 2
                    : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2);
  }

  /** Returns it for a terminal. */
  public static String text(Comparison comparison) {
    var text = new StringBuilder();
    for (MetricComparison metric : comparison.metrics()) {
      text.append(sentence(metric, comparison)).append('\n');
    }
    text.append('\n');
    var table = new TextTable();
    table.row("metric (median)", "A", "B", "B to A", "interval", "p", "p (Holm)", "Cliff", "");
    for (MetricComparison metric : comparison.metrics()) {
      table.row(cells(metric));
    }
    table.appendTo(text);
    comparison.remarks().forEach(remark -> text.append("note: ").append(remark).append('\n'));
    return text.toString();
  }

  private static String[] cells(MetricComparison metric) {
    return new String[] {
      metric.metric().name() + " " + metric.metric().unit(),
      middle(metric.a()),
      middle(metric.b()),
      metric.answer() == Answer.NO_EVIDENCE || metric.answer() == Answer.TOO_FEW
          ? "~"
          : signed(metric.difference()),
      signed(metric.interval().low()) + " to " + signed(metric.interval().high()),
      p(metric.p()),
      p(metric.pHolm()),
      Figures.figure(Double.parseDouble(Figures.fixed(metric.cliffsDelta(), 2))),
      metric.answer().name()
    };
  }

  /** Returns it for a pull request. */
  public static String markdown(Comparison comparison) {
    var text = new StringBuilder(MarkdownOutput.MARKER).append('\n');
    for (MetricComparison metric : comparison.metrics()) {
      if (metric.answer() == Answer.WORSE || metric.answer() == Answer.BETTER) {
        text.append("**")
            .append(MarkdownOutput.escaped(sentence(metric, comparison)))
            .append("**  \n");
      }
    }
    if (comparison.metrics().stream().noneMatch(each -> each.pHolm() < 0.05)) {
      text.append("**No evidence of a difference** (")
          .append(comparison.a())
          .append(" + ")
          .append(comparison.b())
          .append(" runs)\n");
    }
    text.append("\n| metric (median) | A | B | B to A | interval | p | p (Holm) | Cliff | |\n");
    text.append("|---|--:|--:|--:|--:|--:|--:|--:|---|\n");
    for (MetricComparison metric : comparison.metrics()) {
      text.append(MarkdownOutput.row(cells(metric))).append('\n');
    }
    comparison
        .remarks()
        .forEach(
            remark -> text.append("\nNote: ").append(MarkdownOutput.escaped(remark)).append('\n'));
    return text.toString();
  }

  /** Returns it as JSON, schema {@code scaletest-comparison}. */
  public static String json(Comparison comparison) {
    var metrics = new ArrayList<Object>();
    for (MetricComparison metric : comparison.metrics()) {
      metrics.add(
          JsonTree.of(
              "name", metric.metric().name(),
              "unit", metric.metric().unit(),
              "lessIsBetter", metric.metric().lessIsBetter(),
              "a", decimals(metric.a()),
              "b", decimals(metric.b()),
              "difference", decimal(metric.difference()),
              "interval", decimals(List.of(metric.interval().low(), metric.interval().high())),
              "p", decimal(metric.p()),
              "pHolm", decimal(metric.pHolm()),
              "cliffsDelta", decimal(metric.cliffsDelta()),
              "answer", metric.answer().name(),
              "text", sentence(metric, comparison)));
    }
    return JsonWriter.text(
            JsonTree.of(
                "schema",
                SCHEMA,
                "schemaVersion",
                SCHEMA_VERSION,
                "runsA",
                (long) comparison.a(),
                "runsB",
                (long) comparison.b(),
                "smallest",
                decimal(comparison.smallest()),
                "metrics",
                metrics,
                "remarks",
                new ArrayList<Object>(comparison.remarks())))
        + "\n";
  }

  static List<Object> decimals(List<Double> values) {
    var decimals = new ArrayList<Object>();
    values.forEach(value -> decimals.add(decimal(value)));
    return decimals;
  }

  static BigDecimal decimal(double value) {
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros();
  }
}
