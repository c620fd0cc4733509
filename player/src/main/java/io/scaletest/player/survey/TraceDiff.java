package io.scaletest.player.survey;

import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What two traces have in common and what not, in one pass over both at once, in bounded memory.
 * For one thread.
 */
public final class TraceDiff {
  private static final int ROWS = 15;
  private static final double NS_PER_S = 1e9;
  private static final String OBJECT = "object";

  private final Map<String, PairCounts> tables = new LinkedHashMap<>();
  private final WindowCounts[] windows = {new WindowCounts(), new WindowCounts()};
  private final long[] entries = new long[2];
  private final List<Optional<String>> damage = new ArrayList<>();
  private long firstDifferent;

  private TraceDiff() {
    for (String table : List.of("verb and resource", "user", "status", OBJECT)) {
      tables.put(table, new PairCounts());
    }
  }

  /** Reads two traces to their ends. */
  public static TraceDiff of(TraceReader first, TraceReader second) throws IOException {
    TraceDiff diff = new TraceDiff();
    Optional<TraceEntry> a = first.next();
    Optional<TraceEntry> b = second.next();
    while (a.isPresent() || b.isPresent()) {
      diff.add(a, 0);
      diff.add(b, 1);
      if (diff.firstDifferent == 0 && !a.equals(b)) {
        diff.firstDifferent = Math.max(first.entries(), second.entries());
      }
      a = a.isPresent() ? first.next() : a;
      b = b.isPresent() ? second.next() : b;
    }
    diff.damage.add(first.damage());
    diff.damage.add(second.damage());
    return diff;
  }

  private void add(Optional<TraceEntry> next, int side) {
    if (next.isEmpty()) {
      return;
    }
    TraceEntry entry = next.get();
    entries[side]++;
    boolean initial = entry.kind() == EntryKind.INITIAL;
    String resource = entry.resource().label();
    String verb = initial ? "initial object" : entry.verb();
    tables.get("verb and resource").add(verb + " " + resource, side);
    if (!initial) {
      tables.get("user").add(entry.caller().user(), side);
      tables.get("status").add(Integer.toString(entry.outcome().code()), side);
      windows[side].add(entry.startNs());
    }
    String name = entry.object().name();
    if (!name.isEmpty() && !entry.resource().resource().isEmpty()) {
      String namespace = entry.object().namespace();
      tables
          .get(OBJECT)
          .add(
              entry.resource().of("").label()
                  + " "
                  + namespace
                  + (namespace.isEmpty() ? "" : "/")
                  + name,
              side);
    }
  }

  /** Returns whether every entry of either is the other's, bodies too, in the same order. */
  public boolean same() {
    return firstDifferent == 0;
  }

  /** Returns whether nothing that is counted differs but the rates. */
  public boolean sameCounts() {
    return entries[0] == entries[1]
        && tables.values().stream().allMatch(table -> table.different().isEmpty());
  }

  /** Returns why either is not whole, a line each. */
  public List<String> damage(String first, String second) {
    List<String> lines = new ArrayList<>();
    damage.get(0).ifPresent(why -> lines.add(first + " " + why));
    damage.get(1).ifPresent(why -> lines.add(second + " " + why));
    return lines;
  }

  /** Returns what differs, line by line; one line where nothing does. */
  public List<String> lines(String first, String second) {
    if (same()) {
      return List.of("the same: " + Figures.count(entries[0], "entry", "entries"));
    }
    List<String> lines = new ArrayList<>();
    lines.add("A  " + Figures.count(entries[0], "entry", "entries") + "  " + first);
    lines.add("B  " + Figures.count(entries[1], "entry", "entries") + "  " + second);
    lines.add("the first entry that differs is number " + Figures.count(firstDifferent));
    if (sameCounts()) {
      lines.add("every count is the same: times, bodies or other parts of entries differ");
    }
    tables.forEach((name, table) -> table(lines, name, table));
    rates(lines);
    return lines;
  }

  private static void table(List<String> lines, String name, PairCounts table) {
    List<PairCounts.Pair> different = table.different();
    if (different.isEmpty()) {
      return;
    }
    long onlySecond = different.stream().filter(pair -> pair.first() == 0).count();
    long onlyFirst = different.stream().filter(pair -> pair.second() == 0).count();
    lines.add("");
    lines.add(row(name, "A", "B", "B - A"));
    different.stream()
        .limit(ROWS)
        .forEach(
            pair ->
                lines.add(
                    row(
                        pair.text().isEmpty() ? "(none)" : pair.text(),
                        count(pair.first()),
                        count(pair.second()),
                        signed(pair.second() - pair.first()))));
    lines.add(
        Figures.count(different.size())
            + " differ; "
            + Figures.count(onlyFirst)
            + " only in A, "
            + Figures.count(onlySecond)
            + " only in B"
            + (table.isFull() ? "; later ones are counted as one, (others)" : ""));
  }

  private static String count(long count) {
    return count == 0 ? "-" : Figures.count(count);
  }

  private static String signed(long difference) {
    return (difference > 0 ? "+" : "") + Figures.count(difference);
  }

  private static String row(Object... columns) {
    return String.format(Locale.ROOT, "%-60s %12s %12s %12s", columns);
  }

  private void rates(List<String> lines) {
    long windowNs = Math.max(windows[0].windowNs(), windows[1].windowNs());
    long[] a = windows[0].countsBy(windowNs);
    long[] b = windows[1].countsBy(windowNs);
    lines.add("");
    lines.add(row("requests a second, by " + DurationText.ofNanos(windowNs), "A", "B", "B - A"));
    for (int i = 0; i < Math.max(a.length, b.length); i++) {
      double rateA = i < a.length ? a[i] * NS_PER_S / windowNs : 0;
      double rateB = i < b.length ? b[i] * NS_PER_S / windowNs : 0;
      lines.add(
          row(
              DurationText.ofNanos(i * windowNs),
              Figures.figure(rateA),
              Figures.figure(rateB),
              (rateB > rateA ? "+" : "") + Figures.figure(rateB - rateA)));
    }
  }
}
