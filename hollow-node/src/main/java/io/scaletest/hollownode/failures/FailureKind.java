package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.pools.Section;
import java.util.Set;
import java.util.function.Function;

/**
 * A way to fail, as plans name it. Immutable. A new one is a class that has such a constant, a word
 * in {@link FailureKinds} and a line in docs/hollow-failures.md.
 *
 * @param word what files call it: {@code memory-pressure}
 * @param target what fails
 * @param everyNode whether it befalls all nodes where a rule does not say which; else one
 * @param ending whether it has an end
 * @param keys of a rule that only this kind has
 * @param reading makes the failure of these keys; what it throws names key, rule and value
 */
record FailureKind(
    String word,
    Target target,
    boolean everyNode,
    Ending ending,
    Set<String> keys,
    Function<Section, ? extends Failure> reading) {
  /** What fails. */
  enum Target {
    NODE,
    /** Pods that are there when it begins. */
    POD,
    /** Pods that come while it lasts. */
    NEW_PODS
  }

  /** Whether a failure has an end. */
  enum Ending {
    /** With {@code for} it has one, else it is for good. */
    POSSIBLE,
    /** It is nothing without. */
    NEEDED,
    /** It is over as soon as it has begun. */
    AT_ONCE
  }

  FailureKind {
    keys = Set.copyOf(keys);
  }

  static FailureKind ofNode(
      String word,
      Ending ending,
      Set<String> keys,
      Function<Section, ? extends NodeFailure> reading) {
    return new FailureKind(word, Target.NODE, false, ending, keys, reading);
  }

  static FailureKind ofEveryNode(
      String word, Ending ending, Function<Section, ? extends NodeFailure> reading) {
    return new FailureKind(word, Target.NODE, true, ending, Set.of(), reading);
  }

  static FailureKind ofPod(
      String word,
      Ending ending,
      Set<String> keys,
      Function<Section, ? extends PodFailure> reading) {
    return new FailureKind(word, Target.POD, false, ending, keys, reading);
  }

  /** Tells whether it is over as soon as it has begun. */
  boolean isMomentary() {
    return ending == Ending.AT_ONCE;
  }
}
