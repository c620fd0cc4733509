package io.scaletest.hollownode.pools;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * The durations and exits of one pod's life, each drawn when it is asked for, from a generator
 * seeded by the pod's uid and what is asked, so that the order of the questions does not matter and
 * nothing but a number is kept. Immutable.
 */
public final class PodLifetime {
  /** Keep the draws of one pod apart; any odd constants would do. */
  private static final long STAGE_STEP = 0x9E3779B97F4A7C15L;

  private static final long ATTEMPT_STEP = 0xD1B54A32D192ED03L;
  private static final long EXIT_STEP = 0x8CB92BA72F3D8DD7L;

  private final LifetimeProfile profile;
  private final boolean ends;
  private final long key;
  private final List<PodFault> faults;

  PodLifetime(LifetimeProfile profile, boolean ends, long key, List<PodFault> faults) {
    this.profile = profile;
    this.ends = ends;
    this.key = key;
    this.faults = List.copyOf(faults);
  }

  /** Returns how the pod fails on purpose. */
  public List<PodFault> faults() {
    return faults;
  }

  /** Returns what all draws for this pod depend on: 64 bits of the seed and its uid. */
  public long key() {
    return key;
  }

  /** Returns 64 bits that depend on every character of {@code text}. */
  public static long key(long seed, String text) {
    long key = mixed(seed);
    for (int i = 0; i < text.length(); i++) {
      key = mixed(key + text.charAt(i));
    }
    return key;
  }

  /** <i>Source:</i> the finalizer of SplitMix64. */
  private static long mixed(long bits) {
    long z = bits + STAGE_STEP;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Returns how long the pod's sandbox takes, in nanoseconds. */
  public long sandboxNs() {
    return drawNs(Stage.SANDBOX, "", 0);
  }

  /**
   * Returns how long a container takes until it runs, in nanoseconds; pulling its image apart.
   *
   * @param attempt 0 for the first, then counting restarts
   */
  public long startNs(String container, int attempt) {
    return drawNs(Stage.START, container, attempt);
  }

  /** Returns how long a container has run before it is ready, in nanoseconds. */
  public long readyNs(String container, int attempt) {
    return drawNs(Stage.READY, container, attempt);
  }

  /** Returns how long an init container runs, in nanoseconds. */
  public long initNs(String container, int attempt) {
    return drawNs(Stage.INIT, container, attempt);
  }

  /** Returns how long a container takes to stop, in nanoseconds, if nobody kills it before. */
  public long stopNs(String container) {
    return drawNs(Stage.STOP, container, 0);
  }

  /**
   * Returns with which exit code a container ends on SIGTERM; empty where it ignores the signal. If
   * nothing else is said, what ends by itself is cut off by the signal, and what serves until it is
   * stopped ends in order.
   *
   * @param ends whether the container is one that ends by itself
   */
  public OptionalInt codeOnTerm(boolean ends) {
    boolean runs = profile.durations().containsKey(Stage.RUNTIME);
    OnTerm onTerm = profile.onTerm().orElse(ends || runs ? OnTerm.TERMINATED : OnTerm.GRACEFUL);
    return onTerm.isIgnored() ? OptionalInt.empty() : OptionalInt.of(onTerm.code());
  }

  /** Returns how a container's run ends; empty if it runs until it is stopped. */
  public Optional<ContainerRun> run(String container, int attempt) {
    return run(container, attempt, false);
  }

  /**
   * Returns how a container's run ends; empty if it runs until it is stopped.
   *
   * @param endsByItself whether the container is one that ends by itself, whatever its pod is
   */
  public Optional<ContainerRun> run(String container, int attempt, boolean endsByItself) {
    if (!(ends || endsByItself) || !profile.durations().containsKey(Stage.RUNTIME)) {
      return Optional.empty();
    }
    SplittableRandom random = random(Stage.RUNTIME, container, attempt, EXIT_STEP);
    return Optional.of(
        new ContainerRun(
            drawNs(Stage.RUNTIME, container, attempt),
            profile.exitCodes().orElse(ExitCodes.ALL_COMPLETE).draw(random)));
  }

  /**
   * One run of a container that ends by itself.
   *
   * @param durationNs from its start
   */
  public record ContainerRun(long durationNs, ContainerExit exit) {}

  private long drawNs(Stage stage, String container, int attempt) {
    DurationModel model = profile.durations().get(stage);
    return model == null ? 0 : model.drawNs(random(stage, container, attempt, 0));
  }

  private SplittableRandom random(Stage stage, String container, int attempt, long purpose) {
    return random(key, (stage.ordinal() + 1) * STAGE_STEP + purpose, container, attempt);
  }

  /**
   * Returns the generator of one draw for a run of a container.
   *
   * @param purpose apart from which draws are kept
   */
  static SplittableRandom random(long key, long purpose, String container, int attempt) {
    long place = purpose + attempt * ATTEMPT_STEP;
    return new SplittableRandom(key(key ^ place, container));
  }
}
