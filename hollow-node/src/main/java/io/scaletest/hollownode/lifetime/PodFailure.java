package io.scaletest.hollownode.lifetime;

import io.scaletest.common.text.DurationText;
import io.scaletest.hollownode.values.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
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
public final class PodFailure {
  /** The annotation of a pod that says how it fails. */
  public static final String ANNOTATION = "scaletest/failures";

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

  private final PodFailureKind kind;
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

  private PodFailure(PodFailureKind kind, Section section, Path folder) {
    this.kind = kind;
    this.text = textOf(kind, section);
    this.container = section.optional("container", Function.identity());
    this.image =
        kind == PodFailureKind.IMAGE_PULL
            ? section.optional("image", PodSelector::pattern)
            : Optional.empty();
    this.after = section.optional("after", model(folder)).orElse(AT_ONCE);
    this.length = section.optional("for", model(folder));
    this.periodNs = section.optional("period", PodFailure::periodNs).orElse(0L);
    this.exits = section.optional("code", ExitCodes::parse).orElse(standardExits(kind));
    this.times = (int) section.number("times", 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
    this.delay =
        kind == PodFailureKind.SLOW_START ? section.required("delay", model(folder)) : AT_ONCE;
    this.share = section.optional("share", PodFailure::share).orElse(1.0);
  }

  /** Returns the failure as an annotation spells it, by which two are told apart. */
  private static String textOf(PodFailureKind kind, Section section) {
    StringBuilder text = new StringBuilder(kind.word());
    for (String key : section.keys()) {
      if (kind.keys().contains(key)) {
        text.append(' ').append(key).append('=');
        text.append(section.required(key, Function.identity()));
      }
    }
    return text.toString();
  }

  private static ExitCodes standardExits(PodFailureKind kind) {
    return ExitCodes.parse(kind == PodFailureKind.POD_OOM ? "oom" : "1");
  }

  private static Function<String, DurationModel> model(Path folder) {
    return text -> DurationModel.parse(text, folder);
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
   * Reads a failure whose kind is known already.
   *
   * @param others keys that stand in the section, too, and are read by others
   * @param folder in which relative names of trace files stand
   * @throws IllegalArgumentException one line that says where the fault is
   */
  public static PodFailure read(
      PodFailureKind kind, Section section, Set<String> others, Path folder) {
    Set<String> keys = new HashSet<>(kind.keys());
    keys.addAll(others);
    section.requireKeys(keys);
    return new PodFailure(kind, section, folder);
  }

  /**
   * Returns the failures that an annotation spells: {@code readiness after=30s for=10s; pod-crash
   * code=3}.
   *
   * @throws IllegalArgumentException one line that says where the fault is
   */
  static List<PodFailure> parse(String text) {
    List<PodFailure> failures = new ArrayList<>();
    for (String part : text.split(";", -1)) {
      if (!part.isBlank()) {
        failures.add(parseOne(part.strip()));
      }
    }
    return failures;
  }

  private static PodFailure parseOne(String text) {
    String[] words = text.split("\\s+", -1);
    PodFailureKind kind =
        Section.of(ANNOTATION, Map.of("what", words[0])).required("what", PodFailureKind::required);
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
      String value = words[i].substring(equals + 1);
      if (value.startsWith(DurationModelText.TRACE)) {
        // A pod's author must not make the simulator read the files of its machine.
        throw new IllegalArgumentException(ANNOTATION + ": trace: works in pool files only");
      }
      values.put(words[i].substring(0, equals), value);
    }
    return read(kind, Section.of(ANNOTATION + ": " + kind.word(), values), Set.of(), Path.of(""));
  }

  public PodFailureKind kind() {
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

  /** Returns it as an annotation spells it. */
  @Override
  public String toString() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PodFailure failure && text.equals(failure.text);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(text);
  }
}
