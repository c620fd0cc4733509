package io.scaletest.hollownode.lifetime;

import io.scaletest.hollownode.values.Section;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** A failure and the pods that fail so, each from its own beginning on. Immutable. */
public record PodFaultRule(PodSelector pods, PodFault fault) {
  private static final String WHAT = "what";

  /** Tells whether an entry of {@code failures} is one: it fails pods, and has no time. */
  public static boolean is(Section section) {
    return section.optional(WHAT, PodFaultKind::of).flatMap(kind -> kind).isPresent()
        && !section.has("at")
        && !section.has("rate");
  }

  /**
   * Reads an entry of a pool's {@code failures}.
   *
   * @param folder in which relative names of trace files stand
   * @throws IllegalArgumentException one line that says where the fault is
   */
  static PodFaultRule read(Section section, Path folder) {
    PodFaultKind kind = section.required(WHAT, PodFaultKind::required);
    Set<String> keys = new HashSet<>(kind.keys());
    keys.addAll(PodSelector.KEYS);
    keys.add(WHAT);
    section.requireKeys(keys);
    PodFault fault = PodFault.ofRule(kind, section, folder);
    return new PodFaultRule(PodSelector.read(section), fault);
  }

  boolean matches(PodTraits pod) {
    return pods.matches(pod.namespace(), pod.ownerKind(), pod.labels(), pod.images());
  }
}
