package io.scaletest.player.workload;

import io.scaletest.common.random.Distribution;
import java.util.Optional;

/**
 * The stand-ins that run beside a workload.
 *
 * @param controller KubeVirt's virt-controller
 * @param handler KubeVirt's virt-handler, on every node that has its label
 */
public record Actors(Optional<Controller> controller, Optional<Handler> handler) {
  /**
   * What virt-controller is told.
   *
   * @param workers how many VMIs it works on at a time
   */
  public record Controller(int workers) {}

  /**
   * What the virt-handlers are told.
   *
   * @param boot nanoseconds from a VMI's hand-over to its node until its guest runs
   * @param shutdown nanoseconds from a VMI's deletion until its guest has ended
   * @param heartbeatNs the shortest time between two heartbeats of a node
   * @param watchesAll whether each watches all VMIs, and not its own alone
   */
  public record Handler(
      Distribution boot, Distribution shutdown, long heartbeatNs, boolean watchesAll) {}

  /** Tells whether there are any. */
  public boolean any() {
    return controller.isPresent() || handler.isPresent();
  }
}
