package io.scaletest.hollownode.pools;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Distributions of the stages of some pods' lives, of those stages that it says anything about;
 * gaps are filled by the profile behind it. Immutable.
 *
 * @param durations of the stages it speaks of
 * @param exitCodes of containers that end by themselves
 * @param endsAlways whether containers end by themselves even if they are restarted for it ({@code
 *     restartPolicy: Always}), which service pods should not do unasked
 * @param onTerm what containers do on SIGTERM
 */
record LifetimeProfile(
    Map<Stage, DurationModel> durations,
    Optional<ExitCodes> exitCodes,
    Optional<Boolean> endsAlways,
    Optional<OnTerm> onTerm) {
  /** Says nothing. */
  public static final LifetimeProfile EMPTY =
      new LifetimeProfile(Map.of(), Optional.empty(), Optional.empty(), Optional.empty());

  public LifetimeProfile {
    EnumMap<Stage, DurationModel> copy = new EnumMap<>(Stage.class);
    copy.putAll(durations);
    durations = Collections.unmodifiableMap(copy);
  }

  /** Returns this profile with the gaps filled from another. */
  public LifetimeProfile over(LifetimeProfile behind) {
    EnumMap<Stage, DurationModel> both = new EnumMap<>(Stage.class);
    both.putAll(behind.durations);
    both.putAll(durations);
    return new LifetimeProfile(
        both,
        exitCodes.or(behind::exitCodes),
        endsAlways.or(behind::endsAlways),
        onTerm.or(behind::onTerm));
  }
}
