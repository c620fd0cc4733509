package io.scaletest.report.input;

import io.scaletest.report.model.Replay;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a summary says of a replay, its section {@code replay}, version 1. */
final class ReplaySection {
  private static final int VERSION = 1;
  private static final double NS_PER_SECOND = 1e9;

  /** A replay has some thousand windows at most. */
  private static final int WINDOWS_MAX = 10_000;

  private static final int ROWS_MAX = 1_000;
  private static final int TEXT_MAX = 300;

  private ReplaySection() {}

  /** Returns the section; empty where there is none, or one of another version, which is told. */
  static Optional<Replay> of(Map<?, ?> summary, LeftOut leftOut) {
    if (!(summary.get("replay") instanceof Map<?, ?> tree)) {
      return Optional.empty();
    }
    if (!(tree.get("version") instanceof Number version) || version.intValue() != VERSION) {
      leftOut.add(0, "replay: version " + tree.get("version") + ", of which only 1 is known");
      return Optional.empty();
    }
    Map<String, Long> left = new LinkedHashMap<>();
    map(tree, "leftOut").forEach((cause, count) -> left.put(cut(cause), whole(count)));
    return Optional.of(
        new Replay(
            cut(tree.get("trace")),
            number(tree.get("speed")),
            whole(tree.get("requests")),
            left,
            number(tree.get("windowNs")) / NS_PER_SECOND,
            windows(tree),
            verbs(map(tree, "verbs")),
            codes(tree),
            pairs(tree)));
  }

  /** All as long as the longest, with zeros behind. */
  private static Replay.Windows windows(Map<?, ?> tree) {
    String[] names = {
      "recorded",
      "replayed",
      "recordedInFlight",
      "replayedInFlight",
      "recordedWatches",
      "replayedWatches"
    };
    List<List<Double>> all = new ArrayList<>();
    int longest = 0;
    for (String name : names) {
      List<Double> values = new ArrayList<>();
      if (tree.get(name) instanceof List<?> list) {
        list.stream().limit(WINDOWS_MAX).forEach(value -> values.add(number(value)));
      }
      longest = Math.max(longest, values.size());
      all.add(values);
    }
    for (List<Double> values : all) {
      while (values.size() < longest) {
        values.add(0.0);
      }
    }
    return new Replay.Windows(
        all.get(0), all.get(1), all.get(2), all.get(3), all.get(4), all.get(5));
  }

  private static List<Replay.OfVerb> verbs(Map<?, ?> tree) {
    List<Replay.OfVerb> verbs = new ArrayList<>();
    tree.forEach(
        (verb, figures) -> {
          if (figures instanceof Map<?, ?> of && verbs.size() < ROWS_MAX) {
            verbs.add(
                new Replay.OfVerb(
                    cut(verb),
                    whole(of.get("recorded")),
                    whole(of.get("replayed")),
                    whole(of.get("asRecorded")),
                    whole(of.get("dropped"))));
          }
        });
    return verbs;
  }

  private static List<Replay.OtherCode> codes(Map<?, ?> tree) {
    List<Replay.OtherCode> codes = new ArrayList<>();
    if (tree.get("differingCodes") instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Map<?, ?> of && codes.size() < ROWS_MAX) {
          codes.add(
              new Replay.OtherCode(
                  cut(of.get("verb")),
                  whole(of.get("recorded")),
                  whole(of.get("replayed")),
                  whole(of.get("requests"))));
        }
      }
    }
    return codes;
  }

  private static List<Replay.Pair> pairs(Map<?, ?> tree) {
    List<Replay.Pair> pairs = new ArrayList<>();
    add(pairs, "in flight, at most", "1", tree, "InFlightMax");
    Map<?, ?> recorded = map(tree, "recordedWatchNs");
    Map<?, ?> replayed = map(tree, "replayedWatchNs");
    if (whole(recorded.get("count")) > 0 || whole(replayed.get("count")) > 0) {
      for (String figure : List.of("count", "p50", "p90", "p99", "max")) {
        if (recorded.get(figure) instanceof Number of
            && replayed.get(figure) instanceof Number with) {
          boolean count = figure.equals("count");
          pairs.add(
              new Replay.Pair(
                  count ? "watches with a known end" : "watches lasted, " + figure,
                  count ? "1" : "ns",
                  of.doubleValue(),
                  with.doubleValue()));
        }
      }
    }
    return pairs;
  }

  private static void add(
      List<Replay.Pair> pairs, String name, String unit, Map<?, ?> tree, String field) {
    if (tree.get("recorded" + field) instanceof Number recorded
        && tree.get("replayed" + field) instanceof Number replayed) {
      pairs.add(new Replay.Pair(name, unit, recorded.doubleValue(), replayed.doubleValue()));
    }
  }

  private static Map<?, ?> map(Map<?, ?> tree, String name) {
    return tree.get(name) instanceof Map<?, ?> map ? map : Map.of();
  }

  private static long whole(Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }

  /** Returns a number that a plot can take. */
  private static double number(Object value) {
    double number = value instanceof Number of ? of.doubleValue() : 0;
    return Double.isFinite(number) ? number : 0;
  }

  private static String cut(Object value) {
    String text = String.valueOf(value);
    return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
  }
}
