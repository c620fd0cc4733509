package io.scaletest.driving.lifecycle;

import io.scaletest.kube.transport.ApiRequest;

/**
 * The requests in the life of objects of one kind. Objects are numbered from 1.
 *
 * <p>Called by one thread at a time; what it returns is sent at once, so a timestamp put into a
 * body is that of the sending.
 */
public interface ObjectLifecycle {
  /** Returns the name of an object, without namespace. */
  String name(long number);

  /**
   * Returns the request that creates an object.
   *
   * @param nowNs the ticker's reading, for the timestamp that travels with the object
   */
  ApiRequest create(long number, long nowNs);

  /**
   * Returns the request that updates an object.
   *
   * @param phase which update of this object it is, from 1
   * @param nowNs the ticker's reading, for the timestamp that travels with the object
   */
  ApiRequest update(long number, int phase, long nowNs);

  /** Returns the request that deletes an object. */
  ApiRequest delete(long number);
}
