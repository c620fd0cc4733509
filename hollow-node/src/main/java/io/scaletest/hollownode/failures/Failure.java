package io.scaletest.hollownode.failures;

/** What a rule does to each of its victims, with the rule's own parameters. Immutable. */
sealed interface Failure permits NodeFailure, PodFailure, NewPodTrouble {
  /** Returns what people want to know of it, beside its length; may be empty. */
  default String detail() {
    return "";
  }
}
