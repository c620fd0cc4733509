package io.scaletest.hollownode.lifetime;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A profile and the selector of the pods that it is for. Immutable.
 *
 * @param namespace which the pods are in, if it matters
 * @param ownerKind of the pods' controlling owner, if it matters: {@code Job}
 * @param labels all of which the pods have
 */
record LifetimeRule(
    Optional<String> namespace,
    Optional<String> ownerKind,
    Map<String, String> labels,
    LifetimeProfile profile) {
  public LifetimeRule {
    Objects.requireNonNull(namespace, "namespace is null");
    Objects.requireNonNull(ownerKind, "ownerKind is null");
    Objects.requireNonNull(profile, "profile is null");
    labels = Map.copyOf(labels);
  }

  boolean matches(PodTraits pod) {
    return namespace.map(pod.namespace()::equals).orElse(true)
        && ownerKind.map(pod.ownerKind()::equals).orElse(true)
        && pod.labels().entrySet().containsAll(labels.entrySet());
  }
}
