package io.scaletest.hollownode.pools;

import io.scaletest.common.text.DurationText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One way in which pods fail on purpose, as a file or an annotation says it. What is left to chance
 * is drawn for each pod from its key, so that it is the same whenever it is asked for. Immutable.
 */
public final class PodFault {
  /** The annotation of a pod that says how it fails. */
  public static final String ANNOTATION = "scaletest/failures";

  /** The key whose value is the kind. */
  static final String WHAT = "what";

  /** Without end. */
  public static final long FOR_GOOD = DurationModel.LONGEST_NS;

  private static final DurationModel AT_ONCE = new DurationModel.Fixed(0);
  private static final int PERCENT = 100;

  /** Keeps the draws of the kinds apart. */
  private static final long KIND_STEP = 0x9E6C63D0876A9A47L;

  private enum Purpose {
    SHARE,
    AFTER,
    LENGTH,
    EXIT,
    DELAY
  }

  private final PodFaultKind kind;
  private final String text;
  private final Optional<String> container;
  private final Optional<Pattern> image;
  private final DurationModel after;
  private final Optional<DurationModel> length;
  private final long periodNs;
  private final ExitCodes exits;
  private final int times;
  private final DurationModel delay;
  private final double share;

  private PodFault(
      PodFaultKind kind, Section section, Function<String, DurationModel> model, boolean planned) {
    this.kind = kind;
    this.text = textOf(kind, section, planned ? kind.plannedKeys() : kind.keys());
    this.container = section.optional("container", Function.identity());
    this.image =
        kind == PodFaultKind.IMAGE_PULL
            ? section.optional("image", PodSelector::pattern)
            : Optional.empty();
    this.after = section.optional("after", model).orElse(AT_ONCE);
    // What is planned has the end that its plan says.
    this.length = planned ? Optional.empty() : section.optional("for", model);
    this.periodNs = section.optional("period", PodFault::periodNs).orElse(0L);
    this.exits = section.optional("code", ExitCodes::parse).orElse(standardExits(kind));
    this.times = (int) section.number("times", 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
    this.delay = kind == PodFaultKind.SLOW_START ? section.required("delay", model) : AT_ONCE;
    this.share = section.optional("share", PodFault::share).orElse(1.0);
  }

  /** Returns the failure as an annotation spells it, by which two are told apart. */
  private static String textOf(PodFaultKind kind, Section section, Set<String> keys) {
    StringBuilder text = new StringBuilder(kind.word());
    for (String key : section.keys()) {
      if (keys.contains(key)) {
        text.append(' ').append(key).append('=');
        text.append(section.required(key, Function.identity()));
      }
    }
    return text.toString();
  }

  private static ExitCodes standardExits(PodFaultKind kind) {
    return ExitCodes.parse(kind == PodFaultKind.OOM ? "oom" : "1");
  }

  /** A pod's author must not make the simulator read the files of its machine. */
  private static DurationModel withoutFile(String text) {
    if (text.strip().startsWith(DurationModelText.TRACE)) {
      throw new IllegalArgumentException("trace: works in the rules of a pool only");
    }
    return DurationModel.parse(text, Path.of(""));
  }

  private static long periodNs(String text) {
    Duration period = DurationText.parse(text);
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("must be more than nothing, got " + text);
    }
    return period.toNanos();
  }

  private static double share(String text) {
    boolean percent = text.endsWith("%");
    try {
      double number = Double.parseDouble(percent ? text.substring(0, text.length() - 1) : text);
      double share = percent ? number / PERCENT : number;
      if (share > 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a share like 0.1 or 10%, got " + text, e);
    }
    throw new IllegalArgumentException("must be more than 0 and at most 1 or 100%, got " + text);
  }

  /**
   * Tells whether an entry of {@code failures} is a rule for pods from their beginning on, and not
   * of a plan: it has no time.
   */
  public static boolean isWithoutTime(Section section) {
    return section.optional(WHAT, PodFaultKind::of).flatMap(kind -> kind).isPresent()
        && !section.has("at")
        && !section.has("rate");
  }

  /**
   * Reads the failure of a rule.
   *
   * @param folder in which relative names of trace files stand
   * @throws IllegalArgumentException one line that says where the fault is
   */
  static PodFault ofRule(PodFaultKind kind, Section section, Path folder) {
    return new PodFault(kind, section, text -> DurationModel.parse(text, folder), false);
  }

  /**
   * Reads the failure of a plan, of which {@link PodFaultKind#plannedKeys} are its own.
   *
   * @throws IllegalArgumentException one line that says where the fault is
   */
  public static PodFault planned(PodFaultKind kind, Section section) {
    return new PodFault(kind, section, PodFault::withoutFile, true);
  }

  /**
   * Returns the failures that an annotation spells: {@code pod-readiness after=30s for=10s;
   * pod-crash code=3}.
   *
   * @throws IllegalArgumentException one line that says where the fault is
   */
  static List<PodFault> parse(String text) {
    List<PodFault> failures = new ArrayList<>();
    for (String part : text.split(";", -1)) {
      if (!part.isBlank()) {
        failures.add(parseOne(part.strip()));
      }
    }
    return failures;
  }

  private static PodFault parseOne(String text) {
    String[] words = text.split("\\s+", -1);
    PodFaultKind kind =
        Section.of(ANNOTATION, Map.of(WHAT, words[0])).required(WHAT, PodFaultKind::required);
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals < 1 || values.containsKey(words[i].substring(0, equals))) {
        throw new IllegalArgumentException(
            ANNOTATION
                + ": "
                + kind.word()
                + ": must be KEY=VALUE, each key once, got "
                + words[i]);
      }
      values.put(words[i].substring(0, equals), words[i].substring(equals + 1));
    }
    Section section = Section.of(ANNOTATION + ": " + kind.word(), values);
    section.requireKeys(kind.keys());
    return new PodFault(kind, section, PodFault::withoutFile, false);
  }

  public PodFaultKind kind() {
    return kind;
  }

  /** Tells whether a container fails so. */
  public boolean isOf(String name) {
    return container.isEmpty() || container.get().equals(name);
  }

  /** Tells whether an image cannot be pulled. */
  public boolean isOfImage(String name) {
    return image.map(pattern -> pattern.matcher(name).matches()).orElse(true);
  }

  /** Tells whether it names the container that fails. */
  public boolean namesContainer() {
    return container.isPresent();
  }

  /** Returns how many runs of a container fail. */
  public int times() {
    return times;
  }

  /** Returns from one failing to the next where it comes and goes, each half a period; else 0. */
  public long periodNs() {
    return periodNs;
  }

  /** Tells whether a pod is among the share that fails. */
  boolean hits(long key) {
    return share >= 1 || random(key, Purpose.SHARE, "", 0).nextDouble() < share;
  }

  /**
   * Returns how long after a container's start it fails.
   *
   * @param key of the pod's draws
   * @param attempt which run of the container it is, from 0
   */
  public long afterNs(long key, String name, int attempt) {
    return after.drawNs(random(key, Purpose.AFTER, name, attempt));
  }

  /** Returns how long it fails; {@link #FOR_GOOD} where that is not said. */
  public long lengthNs(long key, String name, int attempt) {
    return length
        .map(model -> model.drawNs(random(key, Purpose.LENGTH, name, attempt)))
        .orElse(FOR_GOOD);
  }

  /** Returns how a container ends. */
  public ContainerExit exit(long key, String name, int attempt) {
    return exits.draw(random(key, Purpose.EXIT, name, attempt));
  }

  /** Returns how much later than otherwise a container answers. */
  public long delayNs(long key, String name, int attempt) {
    return delay.drawNs(random(key, Purpose.DELAY, name, attempt));
  }

  private SplittableRandom random(long key, Purpose purpose, String name, int attempt) {
    long place = (kind.ordinal() + 1) * KIND_STEP + (purpose.ordinal() << 8);
    return PodLifetime.random(key, place, name, attempt);
  }

  /** Returns what is said of it beside its kind, as an annotation spells it; may be empty. */
  public String parameters() {
    return text.substring(kind.word().length()).strip();
  }

  /** Returns it as an annotation spells it. */
  @Override
  public String toString() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PodFault failure && text.equals(failure.text);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(text);
  }
}
