package io.scaletest.hollownode.pools;

import java.util.Objects;

/** A profile and the selector of the pods that it is for. Immutable. */
record LifetimeRule(PodSelector pods, LifetimeProfile profile) {
  LifetimeRule {
    Objects.requireNonNull(pods, "pods is null");
    Objects.requireNonNull(profile, "profile is null");
  }

  boolean matches(PodTraits pod) {
    return pods.matches(pod.namespace(), pod.ownerKind(), pod.labels(), pod.images());
  }
}
