package io.scaletest.testkit.controlplane;

/** What {@link RealControlPlane} does. */
final class RealControlPlaneExtension extends RealClusterExtension {
  RealControlPlaneExtension() {
    super("real control plane", RealCluster::start);
  }
}
