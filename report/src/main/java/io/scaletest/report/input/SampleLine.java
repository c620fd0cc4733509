package io.scaletest.report.input;

import io.scaletest.common.scrape.ServerScrapes;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of Prometheus' text format: a sample of a histogram.
 *
 * @param metric the histogram's name
 * @param kind {@code _bucket}, {@code _sum} or {@code _count}
 * @param series name and labels as they stand there
 * @param labelText the labels alone
 * @param behind what follows: the value and perhaps a time
 */
record SampleLine(String metric, String kind, String series, String labelText, String behind) {
  private static final SampleLine NONE = new SampleLine("", "", "", "", "");

  /** Returns the line's parts; of one without labels, or without a kind, nothing is known. */
  static SampleLine of(String line) {
    int brace = line.indexOf('{');
    int end = line.lastIndexOf('}');
    int kindAt = brace < 0 ? -1 : line.lastIndexOf('_', brace);
    if (kindAt < 0) {
      return NONE;
    }
    if (end < brace) {
      return new SampleLine(line.substring(0, kindAt), "", "", "", "");
    }
    return new SampleLine(
        line.substring(0, kindAt),
        line.substring(kindAt, brace),
        line.substring(0, end + 1),
        line.substring(brace + 1, end),
        line.substring(end + 1).strip());
  }

  /**
   * Returns the value.
   *
   * @throws NumberFormatException if there is none
   */
  double value() {
    return Double.parseDouble(behind.split(" ")[0]);
  }

  /**
   * Returns the labels by name.
   *
   * @throws StringIndexOutOfBoundsException if a label has no end
   */
  Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    int at = 0;
    while (at < labelText.length()) {
      int equals = labelText.indexOf("=\"", at);
      if (equals < 0) {
        break;
      }
      int end = equals + 2;
      while (labelText.charAt(end) != '"') {
        end += labelText.charAt(end) == '\\' ? 2 : 1;
      }
      labels.put(labelText.substring(at, equals), labelText.substring(equals + 2, end));
      boolean more = end + 1 < labelText.length() && labelText.charAt(end + 1) == ',';
      at = more ? end + 2 : end + 1;
    }
    return labels;
  }

  /**
   * Returns what the histogram measures: {@code request POST configmaps}, {@code etcd create
   * configmaps}; empty for one that is none of those here.
   */
  String histogram(Map<String, String> labels) {
    Family family = Family.BY_METRIC.get(metric);
    return family == null ? "" : family.name(labels);
  }

  /** Returns whether the histogram is one of those here. */
  boolean isKnown() {
    return Family.BY_METRIC.containsKey(metric);
  }

  /** A word for a metric, and the labels that tell its series apart here. */
  private record Family(String word, String... labels) {
    private static final Map<String, Family> BY_METRIC =
        Map.of(
            ServerScrapes.REQUEST,
            new Family("request", "verb", "resource", "subresource"),
            ServerScrapes.ETCD,
            new Family("etcd", "operation", "type", "resource"),
            ServerScrapes.QUEUE,
            new Family("priority and fairness", "priority_level"),
            ServerScrapes.WEBHOOK,
            new Family("webhook", "name"));

    String name(Map<String, String> values) {
      var name = new StringBuilder(word);
      for (String label : labels) {
        String value = values.getOrDefault(label, "");
        name.append(value.isEmpty() ? "" : " " + value);
      }
      return name.toString();
    }
  }
}
