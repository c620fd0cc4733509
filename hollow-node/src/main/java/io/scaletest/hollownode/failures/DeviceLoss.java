package io.scaletest.hollownode.failures;

import io.scaletest.hollownode.failures.FailureKind.Ending;
import io.scaletest.hollownode.pools.NodePool;
import io.scaletest.hollownode.pools.Quantity;
import io.scaletest.hollownode.pools.Section;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Devices of an extended resource are lost. Where some are left, the others are unhealthy: fewer
 * are allocatable. Where none are said to be left, their plugin is gone: capacity and allocatable
 * are 0, and the resource stays among the node's.
 */
record DeviceLoss(String resource, Optional<Quantity> left) implements NodeFailure {
  static final FailureKind KIND =
      FailureKind.ofNode(
          "device-loss",
          Ending.POSSIBLE,
          Set.of(DeviceLoss.RESOURCE, DeviceLoss.LEFT),
          DeviceLoss::read);

  private static final String RESOURCE = "resource";
  private static final String LEFT = "left";

  private static DeviceLoss read(Section keys) {
    return new DeviceLoss(
        keys.required(RESOURCE, Function.identity()),
        keys.has(LEFT)
            ? Optional.of(Quantity.of(keys.number(LEFT, 0, Integer.MAX_VALUE, 0)))
            : Optional.empty());
  }

  @Override
  public void requireFits(NodePool pool, Section keys) {
    Quantity has = pool.resources().capacity().get(resource);
    if (has == null || resource.indexOf('/') < 0) {
      throw keys.refused(
          RESOURCE, "must be an extended resource of pool " + pool.name() + ", got " + resource);
    }
    if (left.isPresent() && left.get().compareTo(has) > 0) {
      throw keys.refused(
          LEFT, "must be at most the " + has + " of pool " + pool.name() + ", got " + left.get());
    }
  }

  @Override
  public String detail() {
    return left.map(Quantity::toString).orElse("none") + " left of " + resource;
  }

  @Override
  public void begin(FailingNode node) {
    Quantity has = node.pool().resources().capacity().get(resource);
    node.kubelet()
        .setDevices(resource, left.isPresent() ? has : Quantity.ZERO, left.orElse(Quantity.ZERO));
  }

  @Override
  public void end(FailingNode node) {
    node.kubelet()
        .setDevices(
            resource,
            node.pool().resources().capacity().get(resource),
            node.pool().resources().allocatable().get(resource));
  }
}
