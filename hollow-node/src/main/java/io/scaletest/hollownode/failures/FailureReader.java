package io.scaletest.hollownode.failures;

import io.scaletest.common.text.DurationText;
import io.scaletest.hollownode.failures.FailureKind.Ending;
import io.scaletest.hollownode.failures.FailureKind.Target;
import io.scaletest.hollownode.pools.DurationModel;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.PodSelector;
import io.scaletest.hollownode.pools.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Decodes {@code failures}: those of a pool, or of all. */
final class FailureReader {
  private static final String WHAT = "what";
  private static final String AT = "at";
  private static final String RATE = "rate";
  private static final String NODES = "nodes";
  private static final String PODS = "pods";
  private static final String FOR = "for";

  /** Of a rule beside the pools: which of them it is for. */
  static final String POOL = "pool";

  private static final Set<String> COMMON_KEYS = Set.of(WHAT, NODES, FOR);

  /** Of orders, which read no files. */
  static final Path NO_FOLDER = Path.of("");

  /** Where a rule stands, which decides on what it may say. */
  enum Place {
    /** In a pool. */
    POOL(Set.of(AT, RATE)),
    /** Beside the pools of a file. */
    FILE(Set.of(AT, RATE, FailureReader.POOL)),
    /** In an order, which is for now if it says nothing else. */
    ORDER(Set.of(AT, FailureReader.POOL)),
    /** In a node's annotation, which is for that node. */
    ANNOTATION(Set.of(AT));

    private final Set<String> keys;

    Place(Set<String> keys) {
      this.keys = keys;
    }

    private boolean isOrder() {
      return !keys.contains(RATE);
    }
  }

  private final List<String> nodes;
  private final Collection<NodePool> pools;
  private final Path folder;
  private final Place place;
  private final Set<String> commonKeys = new HashSet<>(COMMON_KEYS);

  /**
   * @param nodes names of the nodes that the rules are for
   * @param pools that these belong to
   * @param place where the rules stand
   * @param folder in which relative names of trace files stand; of no meaning for orders
   */
  FailureReader(List<String> nodes, Collection<NodePool> pools, Place place, Path folder) {
    this.nodes = nodes;
    this.pools = pools;
    this.folder = folder;
    this.place = place;
    commonKeys.addAll(place.keys);
  }

  /**
   * Reads all entries.
   *
   * @throws IllegalArgumentException one line that names file, pool, entry, key, rule and value
   */
  List<FailureRule> read(List<Section> sections) {
    List<FailureRule> rules = new ArrayList<>();
    for (Section section : sections) {
      rules.add(read(section));
    }
    return rules;
  }

  private FailureRule read(Section section) {
    Set<String> known = new HashSet<>(commonKeys);
    known.add(PODS);
    known.addAll(PodSelector.KEYS);
    known.addAll(FailureKinds.keys());
    section.requireKeys(known);
    FailureKind kind = section.required(WHAT, FailureKinds::of);
    requireKeysOf(kind, section);
    Optional<Long> at = section.optional(AT, FailureReader::fromStartNs);
    double rate = section.optional(RATE, FailureReader::rate).orElse(0.0);
    if (place.isOrder()) {
      at = at.or(() -> Optional.of(0L));
    } else if (at.isPresent() == (rate > 0)) {
      throw section.refused(AT, "either at or rate must be given");
    }
    if (rate > 0 && section.has(NODES)) {
      throw section.refused(NODES, "goes with at; a rate is that of each node of the pool");
    }
    List<String> named = named(section);
    boolean ofPods = kind.target() != Target.NODE;
    boolean draws = named.isEmpty() && rate == 0 && !(ofPods && !section.has(NODES));
    Failure failure = kind.reading().apply(section);
    pools.forEach(pool -> failure.requireFits(pool, section));
    return new FailureRule(
        kind,
        failure,
        at.map(OptionalLong::of).orElse(OptionalLong.empty()),
        rate,
        named,
        draws
            ? section.optional(NODES, this::count).orElse(kind.everyNode() ? nodes.size() : 1)
            : 0,
        ofPods ? Optional.of(pods(kind, section)) : Optional.empty(),
        length(kind, section));
  }

  private void requireKeysOf(FailureKind kind, Section section) {
    Set<String> known = new HashSet<>(commonKeys);
    known.addAll(kind.keys());
    if (kind.target() != Target.NODE) {
      known.add(PODS);
      known.addAll(PodSelector.KEYS);
    }
    for (String key : section.keys()) {
      if (!known.contains(key)) {
        throw section.refused(key, "is not for this kind of failure");
      }
    }
  }

  private Optional<DurationModel> length(FailureKind kind, Section section) {
    Optional<DurationModel> length =
        section.optional(
            FOR,
            text -> {
              if (place.isOrder() && text.strip().startsWith("trace:")) {
                // Who orders must not make the simulator read the files of its machine.
                throw new IllegalArgumentException("trace: works in a pools file only");
              }
              return DurationModel.parse(text, folder);
            });
    if (kind.ending() == Ending.AT_ONCE && length.isPresent()) {
      throw section.refused(FOR, kind.word() + " is over at once");
    }
    if (kind.ending() == Ending.NEEDED && length.isEmpty()) {
      throw section.refused(FOR, "is missing: " + kind.word() + " has an end");
    }
    return length;
  }

  private static PodChoice pods(FailureKind kind, Section section) {
    boolean coming = kind.target() == Target.NEW_PODS;
    String rule = coming ? "up to 100% of the pods that come" : "a number of pods, or up to 100%";
    Amount standard = coming ? Amount.ALL : new Amount(1, false);
    // Nobody knows how many will come, so that of them only a share can be said.
    int most = coming ? 0 : Integer.MAX_VALUE;
    return new PodChoice(
        PodSelector.read(section),
        section.optional(PODS, text -> Amount.parse(text, most, rule)).orElse(standard));
  }

  private static long fromStartNs(String text) {
    Duration at = DurationText.parse(text);
    if (at.isNegative()) {
      throw new IllegalArgumentException("must not be before the nodes are ready, got " + text);
    }
    return at.toNanos();
  }

  private static double rate(String text) {
    try {
      double rate = Double.parseDouble(text);
      if (rate > 0 && rate <= 1) {
        return rate;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a number, got " + text, e);
    }
    throw new IllegalArgumentException(
        "must be failures of a node in a minute, more than 0 and at most 1, got " + text);
  }

  /** Returns the nodes that a rule names, as its file has them or with what they begin with. */
  private List<String> named(Section section) {
    if (!section.isList(NODES)) {
      return List.of();
    }
    Set<String> known = new HashSet<>(nodes);
    List<String> names =
        section.list(
            NODES,
            name ->
                pools.stream()
                    .map(pool -> pool.prefix() + name)
                    .filter(known::contains)
                    .findFirst()
                    .or(() -> Optional.of(name).filter(known::contains))
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "must be a node of the pool, got " + name)));
    if (names.isEmpty()) {
      throw section.refused(NODES, "must name at least one");
    }
    return names;
  }

  private int count(String text) {
    String rule = "1 to " + nodes.size() + " nodes, up to 100%, or names";
    return Amount.parse(text, nodes.size(), rule).of(nodes.size());
  }
}
