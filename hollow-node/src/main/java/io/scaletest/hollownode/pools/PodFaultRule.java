package io.scaletest.hollownode.pools;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** A failure and the pods that fail so, each from its own beginning on. Immutable. */
record PodFaultRule(PodSelector pods, PodFault fault) {
  /**
   * Reads an entry of a pool's {@code failures}.
   *
   * @param folder in which relative names of trace files stand
   * @throws IllegalArgumentException one line that says where the fault is
   */
  static PodFaultRule read(Section section, Path folder) {
    PodFaultKind kind = section.required(PodFault.WHAT, PodFaultKind::required);
    Set<String> keys = new HashSet<>(kind.keys());
    keys.addAll(PodSelector.KEYS);
    keys.add(PodFault.WHAT);
    section.requireKeys(keys);
    PodFault fault = PodFault.ofRule(kind, section, folder);
    return new PodFaultRule(PodSelector.read(section), fault);
  }

  boolean matches(PodTraits pod) {
    return pods.matches(pod.namespace(), pod.ownerKind(), pod.labels(), pod.images());
  }
}
