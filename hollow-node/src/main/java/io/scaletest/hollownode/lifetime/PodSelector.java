package io.scaletest.hollownode.lifetime;

import io.scaletest.hollownode.values.Section;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Selects pods by namespace, owner and labels. Immutable.
 *
 * @param namespace which the pods are in, if it matters
 * @param ownerKind of the pods' controlling owner, if it matters: {@code Job}
 * @param labels all of which the pods have
 */
public record PodSelector(
    Optional<String> namespace, Optional<String> ownerKind, Map<String, String> labels) {
  /** The keys under which it stands in a file. */
  public static final Set<String> KEYS = Set.of("namespace", "owner", "labels");

  public PodSelector {
    labels = Map.copyOf(labels);
  }

  /** Reads {@link #KEYS}. */
  public static PodSelector read(Section section) {
    Section wanted = section.section("labels");
    Map<String, String> labels = new HashMap<>();
    for (String key : wanted.keys()) {
      labels.put(key, wanted.required(key, Function.identity()));
    }
    return new PodSelector(
        section.optional("namespace", Function.identity()),
        section.optional("owner", Function.identity()),
        labels);
  }

  /**
   * @param itsOwnerKind empty if there is no controlling owner
   */
  public boolean matches(String itsNamespace, String itsOwnerKind, Map<String, String> itsLabels) {
    return namespace.map(itsNamespace::equals).orElse(true)
        && ownerKind.map(itsOwnerKind::equals).orElse(true)
        && itsLabels.entrySet().containsAll(labels.entrySet());
  }
}
