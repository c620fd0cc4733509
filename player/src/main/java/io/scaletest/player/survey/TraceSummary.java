package io.scaletest.player.survey;

import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.TraceBody;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader;
import io.scaletest.player.trace.TrafficClass;
import io.scaletest.wire.time.UtcTime;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What a trace has in it, in one pass over its entries, in bounded memory. For one thread. */
public final class TraceSummary {
  private static final int TOP = 15;
  private static final int PRECISION_DIGITS = 3;
  private static final long NS_PER_S = 1_000_000_000;
  private static final int NS_PER_US = 1_000;
  private static final int ERROR_CODE = 400;

  /** Of how many paths labels are kept. */
  private static final int LABELS_MAX = 10_000;

  private final Map<TrafficClass, long[]> traffic = new EnumMap<>(TrafficClass.class);
  private final Map<String, OfVerb> verbs = new TreeMap<>();
  private final TopCounts resources = new TopCounts();
  private final Map<ResourcePath, String> labels = new HashMap<>();
  private final TopCounts users = new TopCounts();
  private final TopCounts agents = new TopCounts();
  private final WindowCounts windows = new WindowCounts();
  private long entries;
  private long initial;
  private long firstNs = Long.MAX_VALUE;
  private long lastNs;
  private long stored;
  private long storedBytes;
  private long withheld;

  private static final class OfVerb {
    private final Histogram durationUs = new Histogram(PRECISION_DIGITS);
    private long count;
    private long errors;
    private long withoutDuration;
    private long longestNs;
  }

  private TraceSummary() {}

  /** Reads a trace to its end, without bodies, and returns its summary. */
  public static TraceSummary of(TraceReader trace) throws IOException {
    TraceSummary summary = new TraceSummary();
    for (Optional<TraceEntry> next = trace.next(); next.isPresent(); next = trace.next()) {
      summary.add(next.get());
    }
    return summary;
  }

  private void add(TraceEntry entry) {
    if (entry.body().state() == TraceBody.State.STORED) {
      stored++;
      storedBytes += entry.body().length();
    } else if (entry.body().state() == TraceBody.State.WITHHELD) {
      withheld++;
    }
    if (entry.kind() == EntryKind.INITIAL) {
      initial++;
      return;
    }
    entries++;
    firstNs = Math.min(firstNs, entry.startNs());
    lastNs = Math.max(lastNs, entry.startNs());
    windows.add(entry.startNs());
    traffic.computeIfAbsent(entry.traffic(), added -> new long[1])[0]++;
    resources.add(label(entry.resource()));
    users.add(entry.caller().user());
    agents.add(entry.caller().userAgent());
    OfVerb verb = verbs.get(entry.verb());
    if (verb == null) {
      verb = verbs.computeIfAbsent(entry.verb(), added -> new OfVerb());
    }
    verb.count++;
    if (entry.outcome().code() >= ERROR_CODE) {
      verb.errors++;
    }
    if (entry.durationNs() == TraceEntry.UNKNOWN) {
      verb.withoutDuration++;
    } else {
      verb.durationUs.recordValue(entry.durationNs() / NS_PER_US);
      verb.longestNs = Math.max(verb.longestNs, entry.durationNs());
    }
  }

  /** A label is put together of up to three texts, and there are few paths. */
  private String label(ResourcePath resource) {
    String label = labels.get(resource);
    if (label == null) {
      label = resource.label();
      if (labels.size() < LABELS_MAX) {
        labels.put(resource, label);
      }
    }
    return label;
  }

  /** Returns the summary, line by line. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("requests            " + Figures.count(entries) + span());
    if (initial > 0) {
      lines.add("initial objects     " + Figures.count(initial));
    }
    lines.add(
        "bodies              "
            + Figures.count(stored)
            + " of "
            + Figures.count(storedBytes, "byte", "bytes")
            + ", "
            + Figures.count(withheld)
            + " not in the source");
    lines.add("");
    lines.add(row("verb", "requests", "share", "failed", "p50", "p99", "longest", "no end"));
    verbs.forEach((name, verb) -> lines.add(verbRow(name, verb)));
    lines.add("");
    lines.add(String.format(Locale.ROOT, "%-40s %12s %8s", "traffic", "requests", "share"));
    traffic.forEach((each, count) -> lines.add(shareRow(each.label(), count[0])));
    top(lines, "resource", resources);
    top(lines, "user", users);
    top(lines, "user agent", agents);
    windows(lines);
    return lines;
  }

  private String span() {
    if (entries == 0) {
      return "";
    }
    Instant first = Instant.ofEpochSecond(firstNs / NS_PER_S, firstNs % NS_PER_S);
    double seconds = (lastNs - firstNs) / (double) NS_PER_S;
    return " in "
        + DurationText.elapsed(lastNs - firstNs)
        + " from "
        + UtcTime.apiMicro(first)
        + (seconds > 0 ? ", " + Figures.rate(entries / seconds) : "");
  }

  private static String row(Object... columns) {
    return String.format(Locale.ROOT, "%-18s %12s %8s %10s %10s %10s %10s %8s", columns);
  }

  private String verbRow(String name, OfVerb verb) {
    Histogram us = verb.durationUs;
    boolean any = us.getTotalCount() > 0;
    return row(
        name,
        Figures.count(verb.count),
        share(verb.count),
        Figures.count(verb.errors),
        any ? duration(us.getValueAtPercentile(50)) : "-",
        any ? duration(us.getValueAtPercentile(99)) : "-",
        any ? DurationText.latency(verb.longestNs) : "-",
        Figures.count(verb.withoutDuration));
  }

  private static String duration(long us) {
    return DurationText.latency(us * NS_PER_US);
  }

  private String share(long count) {
    return Figures.fixed(100.0 * count / Math.max(1, entries), 1) + " %";
  }

  private String shareRow(String name, long count) {
    return String.format(Locale.ROOT, "%-40s %12s %8s", name, Figures.count(count), share(count));
  }

  private void top(List<String> lines, String what, TopCounts counts) {
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%-40s %12s %8s",
            what + (counts.size() > TOP ? ", " + TOP + " of " + Figures.count(counts.size()) : ""),
            "requests",
            "share"));
    counts
        .top(TOP)
        .forEach(
            each ->
                lines.add(shareRow(each.text().isEmpty() ? "(none)" : each.text(), each.count())));
  }

  private void windows(List<String> lines) {
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%-40s %12s %8s",
            "from, by " + DurationText.ofNanos(windows.windowNs()),
            "requests",
            "rate"));
    long[] counts = windows.counts();
    for (int i = 0; i < counts.length; i++) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-40s %12s %8s",
              DurationText.ofNanos(i * windows.windowNs()),
              Figures.count(counts[i]),
              Figures.rate(counts[i] * (double) NS_PER_S / windows.windowNs())));
    }
  }
}
