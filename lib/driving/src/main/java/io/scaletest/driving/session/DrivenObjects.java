package io.scaletest.driving.session;

import io.scaletest.driving.lifecycle.ObjectLifecycle;
import java.util.Map;

/**
 * The objects of a run.
 *
 * @param lifecycle their requests
 * @param resource what they are to the server's permissions
 * @param parameters what was found out about them, for the parameter file
 */
public record DrivenObjects(
    ObjectLifecycle lifecycle, ResourceAccess resource, Map<String, Object> parameters) {

  /** Returns these objects with other requests. */
  DrivenObjects with(ObjectLifecycle otherLifecycle) {
    return new DrivenObjects(otherLifecycle, resource, parameters);
  }
}
