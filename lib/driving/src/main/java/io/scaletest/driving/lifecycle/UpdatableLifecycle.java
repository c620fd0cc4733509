package io.scaletest.driving.lifecycle;

import io.scaletest.kube.transport.ApiRequest;

/** The requests in the life of objects that are updated between create and delete. */
public interface UpdatableLifecycle extends ObjectLifecycle {
  /**
   * Returns the request that updates an object.
   *
   * @param phase which update of this object it is, from 1
   * @param nowNs the ticker's reading, for the timestamp that travels with the object
   */
  ApiRequest update(long number, int phase, long nowNs);
}
