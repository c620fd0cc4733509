package io.scaletest.hollownode.pools;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Chooses the profile of a pod's lifetime: its annotations, else the first rule that matches, else
 * the default; for each stage on its own. Immutable; safe for use by many threads.
 *
 * <p>With nothing said, a pod runs at once and until it is deleted, like kubemark's.
 */
final class LifetimeRules {
  /** Pods run at once and until they are deleted. */
  public static final LifetimeRules DEFAULT =
      new LifetimeRules(0, List.of(), LifetimeProfile.EMPTY);

  private final long seed;
  private final List<LifetimeRule> rules;
  private final LifetimeProfile standard;
  private final List<PodFaultRule> faults;

  /**
   * @param seed of all draws, together with each pod's uid
   * @param rules the first that matches a pod counts
   * @param standard for the pods that no rule matches, and for what the rule does not say
   */
  LifetimeRules(long seed, List<LifetimeRule> rules, LifetimeProfile standard) {
    this(seed, rules, standard, List.of());
  }

  private LifetimeRules(
      long seed, List<LifetimeRule> rules, LifetimeProfile standard, List<PodFaultRule> faults) {
    this.seed = seed;
    this.rules = List.copyOf(rules);
    this.standard = Objects.requireNonNull(standard, "standard is null");
    this.faults = List.copyOf(faults);
  }

  /**
   * Reads the lifetimes of a pool.
   *
   * @param section a default, and rules for the pods that match
   * @param seed of all draws
   * @param folder in which relative names of trace files stand
   * @throws IllegalArgumentException one line that says where the fault is
   */
  public static LifetimeRules read(Section section, long seed, Path folder) {
    return new LifetimesReader(section, seed, folder).read();
  }

  /** Tells whether pods fail on purpose from their beginning on. */
  public boolean failPods() {
    return !faults.isEmpty();
  }

  /**
   * Returns these rules with failures of pods from their beginning on.
   *
   * @param sections entries of a pool's {@code failures}, each a {@link PodFaultRule}
   * @param folder in which relative names of trace files stand
   * @throws IllegalArgumentException one line that says where the fault is
   */
  public LifetimeRules withFaults(List<Section> sections, Path folder) {
    List<PodFaultRule> read = new ArrayList<>(sections.size());
    for (Section section : sections) {
      read.add(PodFaultRule.read(section, folder));
    }
    return new LifetimeRules(seed, rules, standard, read);
  }

  /**
   * Returns the life that a pod has. The same for the same seed and pod, whenever it is asked.
   *
   * @param problems hears of each annotation that makes no sense, in one line; it does not count
   */
  public PodLifetime of(PodTraits pod, Consumer<String> problems) {
    LifetimeProfile ruled = standard;
    for (LifetimeRule rule : rules) {
      if (rule.matches(pod)) {
        ruled = rule.profile().over(standard);
        break;
      }
    }
    LifetimeProfile own = PodAnnotations.profile(pod.annotations(), problems);
    LifetimeProfile profile = own.equals(LifetimeProfile.EMPTY) ? ruled : own.over(ruled);
    // Who annotates the pod itself has asked for its end.
    boolean ends =
        !pod.restartsAlways()
            || own.durations().containsKey(Stage.RUNTIME)
            || profile.endsAlways().orElse(false);
    long key = PodLifetime.key(seed, pod.uid());
    return new PodLifetime(profile, ends, key, faults(pod, key, problems));
  }

  /** Returns how a pod fails: as it says itself, and as every rule that matches it says. */
  private List<PodFault> faults(PodTraits pod, long key, Consumer<String> problems) {
    String own = pod.annotations().getOrDefault(PodFault.ANNOTATION, "");
    if (own.isEmpty() && faults.isEmpty()) {
      return List.of();
    }
    List<PodFault> all = new ArrayList<>(2);
    try {
      all.addAll(PodFault.parse(own));
    } catch (IllegalArgumentException e) {
      problems.accept(e.getMessage());
    }
    for (PodFaultRule rule : faults) {
      if (rule.matches(pod)) {
        all.add(rule.fault());
      }
    }
    all.removeIf(fault -> !fault.hits(key));
    return all;
  }
}
