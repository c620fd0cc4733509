package io.scaletest.testkit.controlplane;

/** What {@link RealNode} does. */
final class RealNodeExtension extends RealClusterExtension {
  RealNodeExtension() {
    super("real node", RealCluster::startWithNode);
  }
}
