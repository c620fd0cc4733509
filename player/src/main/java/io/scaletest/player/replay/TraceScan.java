package io.scaletest.player.replay;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.ToolException;
import io.scaletest.player.trace.EntryKind;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.TraceEntry;
import io.scaletest.player.trace.TraceReader;
import io.scaletest.player.trace.TrafficClass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * What a trace has in it for a replay, in one pass over its heads: what is left out and why, which
 * kinds and rights the rest needs, and which objects are to be there before it. As large as what
 * lives in the recording at a time. Made by one thread, which the reading blocks; not changed
 * afterwards.
 */
final class TraceScan {
  /** How often it is looked whether the run is to stop, in entries. */
  private static final int LOOK = 8_192;

  private static final int NAMESPACES_SHOWN = 3;

  private final Map<LeftOut, Long> leftOut = new EnumMap<>(LeftOut.class);
  private final Map<TrafficClass, Long> traffic = new EnumMap<>(TrafficClass.class);
  private final Map<TargetKinds.Use, Long> uses = new HashMap<>();
  private Collection<NeededObject> needed = List.of();
  private final Window window;
  private Optional<String> damage = Optional.empty();
  private long entries;
  private long initial;
  private long inWindow;
  private long beginNs = -1;
  private long firstNs = Long.MAX_VALUE;
  private long lastNs;
  private long endNs;
  private long endless;
  private long inferred;
  private long filled;

  /**
   * A part of a trace.
   *
   * @param fromNs since its first entry
   * @param toNs exclusively
   */
  record Window(long fromNs, long toNs) {
    static final Window ALL = new Window(0, Long.MAX_VALUE);

    boolean isAll() {
      return equals(ALL);
    }
  }

  private TraceScan(Window window) {
    this.window = window;
  }

  /**
   * Reads a trace.
   *
   * @param patches types of patches that are guesses
   * @param stopped whether the reading is to end early
   * @throws ToolException a usage error if the file cannot be read, or is no trace
   */
  static TraceScan of(
      Path trace,
      Set<TrafficClass> traffic,
      Window window,
      PatchRules patches,
      BooleanSupplier stopped) {
    TraceScan scan = new TraceScan(window);
    try (TraceReader reader = TraceReader.open(trace, TraceReader.Bodies.SKIPPED)) {
      scan.read(reader, new EntryRule(traffic), patches, stopped);
      return scan;
    } catch (IOException e) {
      throw ToolException.usage(trace + ": cannot be read: " + IoReason.of(e));
    }
  }

  private void read(TraceReader reader, EntryRule rule, PatchRules patches, BooleanSupplier stopped)
      throws IOException {
    KnownObjects objects = new KnownObjects();
    boolean begun = window.fromNs() == 0;
    if (begun) {
      objects.begin();
    }
    for (Optional<TraceEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
      TraceEntry entry = patches.typed(next.get());
      if (beginNs < 0) {
        beginNs = entry.startNs();
      }
      long sinceNs = entry.startNs() - beginNs;
      if (sinceNs >= window.toNs()) {
        break;
      }
      if (!begun && sinceNs >= window.fromNs()) {
        begun = true;
        objects.begin();
      }
      Optional<LeftOut> cause = rule.leftOut(entry);
      objects.take(entries++, entry, cause.isEmpty());
      if (begun) {
        count(entry, cause);
      }
      if (entries % LOOK == 0 && stopped.getAsBoolean()) {
        break;
      }
    }
    if (!begun) {
      objects.begin();
    }
    needed = objects.needed();
    damage = reader.damage();
  }

  private void count(TraceEntry entry, Optional<LeftOut> cause) {
    if (entry.kind() == EntryKind.INITIAL) {
      initial++;
      return;
    }
    inWindow++;
    if (cause.isPresent()) {
      leftOut.merge(cause.get(), 1L, Long::sum);
      if (cause.get() == LeftOut.TRAFFIC) {
        traffic.merge(entry.traffic(), 1L, Long::sum);
      }
      return;
    }
    uses.merge(TargetKinds.Use.of(entry), 1L, Long::sum);
    firstNs = Math.min(firstNs, entry.startNs());
    lastNs = entry.startNs();
    boolean known = entry.durationNs() != TraceEntry.UNKNOWN;
    endNs = Math.max(endNs, entry.startNs() + (known ? entry.durationNs() : 0));
    endless += !known && entry.verb().equals("watch") ? 1 : 0;
    inferred += entry.patchInferred() ? 1 : 0;
    filled += EntryRule.isFilled(entry) ? 1 : 0;
  }

  /**
   * Notes that requests of some kinds are left out for what the server has, or allows. A namespace
   * in which nothing may be done is not made either.
   */
  void apply(TargetKinds kinds) {
    Set<String> unused = new HashSet<>();
    uses.entrySet()
        .removeIf(
            use -> {
              Optional<LeftOut> cause = kinds.leftOut(use.getKey());
              cause.ifPresent(why -> leftOut.merge(why, use.getValue(), Long::sum));
              if (cause.equals(Optional.of(LeftOut.RIGHT))) {
                unused.add(use.getKey().namespace());
              }
              return cause.isPresent();
            });
    for (TargetKinds.Use use : uses.keySet()) {
      if (!use.path().resource().equals(ObjectKey.NAMESPACES)) {
        unused.remove(use.namespace());
      }
    }
    unused.remove("");
    needed = needed.stream().filter(each -> !unused.contains(namespaceOf(each.key()))).toList();
  }

  private static String namespaceOf(ObjectKey key) {
    return key.resource().equals(ObjectKey.NAMESPACES) ? key.name() : key.namespace();
  }

  /** Returns the recording's namespaces in which something is replayed, or made before. */
  Set<String> namespaces() {
    Set<String> all = new TreeSet<>();
    uses.keySet().forEach(use -> all.add(use.namespace()));
    needed.forEach(each -> all.add(namespaceOf(each.key())));
    all.remove("");
    return all;
  }

  /** Returns why the trace is not whole, behind its name. */
  Optional<String> damage() {
    return damage;
  }

  /** Returns how many requests there are, replayed or not. */
  long requests() {
    return inWindow;
  }

  /** Returns how many objects the trace says were there before. */
  long initial() {
    return initial;
  }

  /** Returns how many requests are replayed. */
  long replayed() {
    return uses.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns how many of the replayed requests do what with which resource. */
  Map<TargetKinds.Use, Long> uses() {
    return Map.copyOf(uses);
  }

  Map<LeftOut, Long> leftOut() {
    return new EnumMap<>(leftOut);
  }

  /** Returns how many are left out for their traffic class, by class. */
  Map<TrafficClass, Long> trafficLeftOut() {
    Map<TrafficClass, Long> all = new EnumMap<>(TrafficClass.class);
    all.putAll(traffic);
    return all;
  }

  /** Returns what is to be there before. */
  Collection<NeededObject> needed() {
    return needed;
  }

  /** Returns the same, and does not keep it. */
  Collection<NeededObject> takeNeeded() {
    Collection<NeededObject> all = needed;
    needed = List.of();
    return all;
  }

  /** Returns all resources of requests and of objects that are to be made. */
  Collection<ResourcePath> paths() {
    Set<ResourcePath> paths = new HashSet<>();
    uses.keySet().forEach(use -> paths.add(use.path()));
    needed.forEach(object -> paths.add(object.path()));
    return paths;
  }

  /** Returns the recording's time at which the replay begins. */
  long startNs() {
    return window.isAll() ? Math.min(firstNs, lastNs) : beginNs + window.fromNs();
  }

  /** Returns how long the recording is, from there to the last entry. */
  long lastAfterNs() {
    return Math.max(0, lastNs - startNs());
  }

  /** Returns how long it is to the last end of a request, as far as that is known. */
  long lengthNs() {
    long ns = Math.max(lastNs, endNs) - startNs();
    return Math.max(0, window.isAll() ? ns : Math.min(ns, window.toNs() - window.fromNs()));
  }

  /** Returns how many watches have no known end. */
  long endless() {
    return endless;
  }

  /** Returns how many types of patches are guesses. */
  long inferred() {
    return inferred;
  }

  /** Returns how many creates have the least body of their kind, for want of their own. */
  long filled() {
    return filled;
  }

  /**
   * Returns the requests that are left out for their resource, by what is wrong with it.
   *
   * @param names what the run calls the namespaces
   */
  static List<String> linesOf(
      Map<TargetKinds.Use, Long> before, TargetKinds kinds, LeftOut cause, RunNames names) {
    Map<TargetKinds.Use, Count> byText = new HashMap<>();
    before.forEach(
        (use, count) -> {
          Count of = byText.computeIfAbsent(use.everywhere(), added -> new Count());
          boolean left = kinds.leftOut(use).equals(Optional.of(cause));
          of.requests += left ? count : 0;
          (left ? of.in : of.notIn).add(use.namespace());
        });
    Map<String, Long> lines = new TreeMap<>();
    byText.forEach(
        (use, of) -> {
          if (of.requests > 0) {
            String what = cause == LeftOut.KIND ? "" : use.verb() + " ";
            String where = of.notIn.isEmpty() ? "" : " in " + named(of.in, names);
            lines.merge(what + use.path().label() + where, of.requests, Long::sum);
          }
        });
    return lines.entrySet().stream().map(each -> each.getKey() + ": " + each.getValue()).toList();
  }

  /** How many requests are left out, of which namespaces, and of which not. */
  private static final class Count {
    private final Set<String> in = new TreeSet<>();
    private final Set<String> notIn = new TreeSet<>();
    private long requests;
  }

  private static String named(Set<String> namespaces, RunNames names) {
    List<String> shown =
        namespaces.stream()
            .limit(NAMESPACES_SHOWN)
            .map(each -> each.isEmpty() ? "all namespaces" : names.namespace(each))
            .toList();
    int more = namespaces.size() - shown.size();
    return String.join(", ", shown) + (more == 0 ? "" : " and " + more + " more");
  }
}
