package io.scaletest.player.survey;

import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import io.scaletest.player.trace.SourceLoss;
import io.scaletest.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A trace's footer in lines for people: levels, clocks, and what the source did not tell. */
public final class FooterText {
  private static final int RESOURCES_MAX = 10;

  private FooterText() {}

  /** Returns the lines. */
  public static List<String> lines(Map<String, Object> footer) {
    List<String> lines = new ArrayList<>();
    String details =
        JsonTree.child(footer, "detail").entrySet().stream()
            .map(each -> Figures.count((Long) each.getValue()) + " " + each.getKey())
            .collect(Collectors.joining(", "));
    if (!details.isEmpty()) {
      lines.add("told by the source  " + details);
    }
    for (Map<?, ?> server : JsonTree.objects(footer, "servers")) {
      lines.add("server              " + server(server));
    }
    if (footer.get("valuesScrubbed") instanceof Long scrubbed) {
      lines.add("scrubbed            " + Figures.count(scrubbed, "value", "values"));
    }
    JsonTree.child(footer, "imported")
        .forEach(
            (what, count) ->
                lines.add(
                    "imported            " + words(what) + ": " + Figures.count((Long) count)));
    Map<String, Object> lost = JsonTree.child(footer, "lost");
    for (SourceLoss loss : SourceLoss.values()) {
      if (lost.get(loss.code()) instanceof Long count) {
        lines.add("not told            " + loss.line(count));
      }
    }
    Map<String, Object> withheld = JsonTree.child(footer, "bodiesWithheld");
    withheld.entrySet().stream()
        .sorted((a, b) -> Long.compare((Long) b.getValue(), (Long) a.getValue()))
        .limit(RESOURCES_MAX)
        .forEach(
            each ->
                lines.add(
                    "  without body      "
                        + each.getKey()
                        + ": "
                        + Figures.count((Long) each.getValue())));
    for (Map<?, ?> from : JsonTree.objects(footer, "from")) {
      Map<String, Object> of = JsonTree.child(JsonTree.asObject(from), "footer");
      lines.add("");
      lines.add(
          "made of             "
              + JsonTree.string(from, "file")
              + (of.get("entries") instanceof Long count
                  ? ": " + Figures.count(count, "entry", "entries")
                  : " " + JsonTree.string(from, "damage")));
      lines.addAll(lines(of));
    }
    return lines;
  }

  /** Returns {@code requests clamped} of {@code requestsClamped}. */
  private static String words(String code) {
    return code.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }

  private static String server(Map<?, ?> server) {
    StringBuilder line = new StringBuilder();
    line.append(JsonTree.string(server, "name")).append(": ");
    line.append(server.get("entries") instanceof Long count ? Figures.count(count) : "?");
    line.append(" entries");
    String how = JsonTree.string(server, "clock");
    if (how.equals("reference")) {
      line.append("; the others' clocks are compared with its");
    } else if (!how.isEmpty() && server.get("aheadNs") instanceof Long ahead) {
      line.append("; clock ").append(how).append(", ahead by ");
      line.append(DurationText.ofNanos(ahead));
      Object low = server.get("aheadAtLeastNs");
      Object high = server.get("aheadAtMostNs");
      line.append(" (").append(bound(low, "-inf")).append(" to ").append(bound(high, "inf"));
      line.append(')');
    }
    return line.toString();
  }

  private static String bound(Object ns, String none) {
    return ns instanceof Long value ? DurationText.ofNanos(value) : none;
  }
}
