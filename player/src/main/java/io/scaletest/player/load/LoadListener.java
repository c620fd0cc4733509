package io.scaletest.player.load;

import io.scaletest.common.operation.Operation;
import io.scaletest.kube.transport.ApiReply;

/** Hears what becomes of a workload's requests, on threads of the transport: must not block. */
public interface LoadListener {
  /**
   * A request is over, answered or not.
   *
   * @param flow index of its flow
   * @param number the object's; 0 for requests to a collection
   * @param intendedNs when the schedule wanted it sent, as a reading of the run's ticker
   * @param freeNs when it was free to go: later where it waited for another one's answer
   */
  void completed(
      int flow, Operation operation, long number, long intendedNs, long freeNs, ApiReply reply);

  /** An arrival found no object to act on, and nothing was sent. */
  void starved(int flow, Operation operation, long intendedNs);
}
