package io.scaletest.hollownode.pools;

import java.util.List;
import java.util.Locale;

/** A stage of a pod's life that takes time, with its key in pool files and its annotations. */
enum Stage {
  /** From the first sight of the bound pod until its sandbox has an address. */
  SANDBOX("pod-create"),
  /** From then, or from the end of the init container before, until a container runs. */
  START("pod-ready"),
  /** From a container's start until it is ready, beyond what its probes ask for. */
  READY(),
  /** From an init container's start until it has completed. */
  INIT("pod-init-container-completed"),
  /** From a container's start until it ends by itself. */
  RUNTIME("pod-complete"),
  /** From the signal to stop until a container has stopped; never more than the grace period. */
  STOP("pod-delete");

  private static final String OWN_PREFIX = "scaletest/";
  private static final String KWOK_SUFFIX = ".stage.kwok.x-k8s.io/";

  private final String annotation = OWN_PREFIX + name().toLowerCase(Locale.ROOT);
  private final List<String> kwokStages;

  Stage(String... kwokStages) {
    this.kwokStages = List.of(kwokStages);
  }

  /** Returns the key of pool files: the name in lower case. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the annotation whose value is a duration model: {@code scaletest/runtime}. */
  public String annotation() {
    return annotation;
  }

  /** Returns the annotations of KWOK's that mean the same: a duration, and whence on it varies. */
  List<KwokAlias> aliases() {
    return kwokStages.stream()
        .map(stage -> stage + KWOK_SUFFIX)
        .map(prefix -> new KwokAlias(prefix + "delay", prefix + "jitter-delay"))
        .toList();
  }

  /**
   * Two annotations of KWOK's: with both, the delay is uniform between them; a jitter below the
   * delay stands alone. <i>Source:</i> KWOK's Stage, {@code spec.delay}.
   */
  record KwokAlias(String delay, String jitterDelay) {}
}
