package io.scaletest.driving.session;

import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.kube.kinds.ObjectKind;
import java.util.Map;
import java.util.Optional;

/**
 * The objects of a run.
 *
 * @param lifecycle their requests
 * @param kind what they are
 * @param namespace where they are; empty for a kind that is in none
 * @param parameters what was found out about them, for the parameter file
 */
public record DrivenObjects(
    ObjectLifecycle lifecycle,
    ObjectKind kind,
    Optional<String> namespace,
    Map<String, Object> parameters) {

  /** Returns these objects with other requests. */
  DrivenObjects with(ObjectLifecycle otherLifecycle) {
    return new DrivenObjects(otherLifecycle, kind, namespace, parameters);
  }
}
