package io.scaletest.hollownode.failures;

import io.scaletest.common.text.DurationText;
import io.scaletest.hollownode.lifetime.DurationModel;
import io.scaletest.hollownode.values.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Decodes the {@code failures} of a pool. */
public final class FailureReader {
  private static final Set<String> KEYS =
      Set.of("what", "at", "rate", "nodes", "for", "latency", "period");

  /** A partition of half of it outlasts the 50 s after which the control plane gives up a node. */
  private static final Duration STANDARD_PERIOD = Duration.ofMinutes(2);

  private static final int PERCENT = 100;

  private final List<String> poolNodes;
  private final Path folder;

  /**
   * @param poolNodes names of the pool's nodes
   * @param folder in which relative names of trace files stand
   */
  public FailureReader(List<String> poolNodes, Path folder) {
    this.poolNodes = poolNodes;
    this.folder = folder;
  }

  /**
   * Reads all entries.
   *
   * @throws IllegalArgumentException one line that names file, pool, entry, key, rule and value
   */
  public List<FailureRule> read(List<Section> sections) {
    List<FailureRule> rules = new ArrayList<>();
    for (Section section : sections) {
      rules.add(read(section));
    }
    return rules;
  }

  private FailureRule read(Section section) {
    section.requireKeys(KEYS);
    FailureKind kind = section.required("what", FailureKind::of);
    Optional<Long> at = section.optional("at", FailureReader::fromStartNs);
    double rate = section.optional("rate", FailureReader::rate).orElse(0.0);
    if (at.isPresent() == (rate > 0)) {
      throw section.refused("at", "either at or rate must be given");
    }
    List<String> named = named(section);
    if (rate > 0 && section.has("nodes")) {
      throw section.refused("nodes", "goes with at; a rate is that of each node of the pool");
    }
    int count = named.isEmpty() && rate == 0 ? count(section) : 0;
    Optional<DurationModel> length =
        section.optional("for", text -> DurationModel.parse(text, folder));
    if (kind.isMomentary() && length.isPresent()) {
      throw section.refused("for", kind.word() + " is over at once");
    }
    if (length.isEmpty() && kind.needsEnd()) {
      throw section.refused("for", "is missing: " + kind.word() + " has an end");
    }
    return new FailureRule(
        kind,
        at.map(OptionalLong::of).orElse(OptionalLong.empty()),
        rate,
        named,
        count,
        length,
        ofKind(section, "latency", kind == FailureKind.SLOW, Optional.empty()),
        ofKind(section, "period", kind == FailureKind.FLAP, Optional.of(STANDARD_PERIOD)));
  }

  /** Returns a duration that only one kind has; 0 for the others. */
  private static long ofKind(
      Section section, String key, boolean has, Optional<Duration> standard) {
    if (!has) {
      if (section.has(key)) {
        throw section.refused(key, "is not for this kind of failure");
      }
      return 0;
    }
    Optional<Long> given = section.optional(key, FailureReader::positiveNs);
    return given
        .or(() -> standard.map(Duration::toNanos))
        .orElseThrow(() -> section.refused(key, "is missing"));
  }

  private static long fromStartNs(String text) {
    Duration at = DurationText.parse(text);
    if (at.isNegative()) {
      throw new IllegalArgumentException("must not be before the nodes are ready, got " + text);
    }
    return at.toNanos();
  }

  private static long positiveNs(String text) {
    Duration duration = DurationText.parse(text);
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("must be more than nothing, got " + text);
    }
    return duration.toNanos();
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

  private List<String> named(Section section) {
    if (!section.isList("nodes")) {
      return List.of();
    }
    Set<String> known = new HashSet<>(poolNodes);
    List<String> names =
        section.list(
            "nodes",
            name -> {
              if (!known.contains(name)) {
                throw new IllegalArgumentException("must be a node of the pool, got " + name);
              }
              return name;
            });
    if (names.isEmpty()) {
      throw section.refused("nodes", "must name at least one");
    }
    return names;
  }

  private int count(Section section) {
    return section.optional("nodes", this::count).orElse(1);
  }

  private int count(String text) {
    boolean share = text.endsWith("%");
    try {
      double number = Double.parseDouble(share ? text.substring(0, text.length() - 1) : text);
      long count =
          share ? Math.round(Math.ceil(number * poolNodes.size() / PERCENT)) : (long) number;
      boolean whole = share || number == count;
      if (whole && count >= 1 && count <= poolNodes.size()) {
        return (int) count;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a number, a share or names, got " + text, e);
    }
    throw new IllegalArgumentException(
        "must be 1 to " + poolNodes.size() + " nodes, or up to 100%, got " + text);
  }
}
