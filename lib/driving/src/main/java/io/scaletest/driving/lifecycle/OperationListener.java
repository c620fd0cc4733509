package io.scaletest.driving.lifecycle;

import io.scaletest.common.operation.Operation;
import io.scaletest.kube.transport.ApiReply;

/**
 * Hears of every request of a run when it is over, on a thread of the transport: must not block.
 */
@FunctionalInterface
public interface OperationListener {
  /**
   * A request is over, answered or not.
   *
   * @param number the object's number
   * @param intendedNs when the schedule wanted it sent, as a reading of the run's ticker
   */
  void completed(Operation operation, long number, long intendedNs, ApiReply reply);
}
