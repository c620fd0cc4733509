package io.scaletest.hollownode.pools;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The ways in which a pod can fail on purpose; docs/hollow-failures.md says what each does. */
public enum PodFaultKind {
  /** Its containers end with an exit code. */
  CRASH("container", "after", "code", "times"),
  /** The kernel kills its containers for their memory. */
  OOM("container", "after", "times"),
  /** Its images cannot be pulled. */
  IMAGE_PULL("container", "image", "for"),
  /** Its sandbox cannot be made. */
  STUCK_CREATING("for"),
  /** Its containers do not end when it is deleted. */
  STUCK_TERMINATING("for"),
  /** Its readiness probes fail. */
  READINESS("container", "after", "for", "period"),
  /** Its liveness probes fail, so that its containers are started again. */
  LIVENESS("container", "after", "times"),
  /** Its containers do not answer for a while after their start. */
  SLOW_START("container", "delay");

  private final Set<String> keys;

  PodFaultKind(String... keys) {
    this.keys = Set.of(keys);
  }

  /** Returns the kind that a text names, {@code pod-image-pull}; empty where it names none. */
  public static Optional<PodFaultKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }

  /**
   * Returns the kind that a text names.
   *
   * @throws IllegalArgumentException with the rule and the text
   */
  static PodFaultKind required(String word) {
    return of(word)
        .orElseThrow(
            () -> {
              String known =
                  Arrays.stream(values()).map(PodFaultKind::word).collect(Collectors.joining(", "));
              return new IllegalArgumentException("must be one of " + known + ", got " + word);
            });
  }

  /** Returns how files and annotations spell it. */
  public String word() {
    return "pod-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the keys that say more about it. */
  Set<String> keys() {
    Set<String> all = new HashSet<>(keys);
    all.add("share");
    return all;
  }

  /**
   * Returns those of the keys that are for a plan, which has its own ways to say how long it fails
   * and of how many.
   */
  public Set<String> plannedKeys() {
    Set<String> planned = new HashSet<>(keys);
    planned.removeAll(Set.of("for", "times", "image"));
    return planned;
  }

  /** Tells whether it is about how pods begin: those that come to a node while it fails so. */
  public boolean isOfNewPods() {
    return this == IMAGE_PULL || this == STUCK_CREATING || this == SLOW_START;
  }
}
