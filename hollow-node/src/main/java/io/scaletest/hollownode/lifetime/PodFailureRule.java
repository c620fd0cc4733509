package io.scaletest.hollownode.lifetime;

import io.scaletest.hollownode.values.Section;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** A failure and the pods that fail so, each from its own beginning on. Immutable. */
record PodFailureRule(PodSelector pods, PodFailure failure) {
  /**
   * Reads an entry of a pool's {@code failures}.
   *
   * @param folder in which relative names of trace files stand
   * @throws IllegalArgumentException one line that says where the fault is
   */
  static PodFailureRule read(Section section, Path folder) {
    PodFailureKind kind = section.required("what", PodFailureKind::required);
    Set<String> others = new HashSet<>(PodSelector.KEYS);
    others.add("what");
    PodFailure failure = PodFailure.read(kind, section, others, folder);
    return new PodFailureRule(PodSelector.read(section), failure);
  }
}
