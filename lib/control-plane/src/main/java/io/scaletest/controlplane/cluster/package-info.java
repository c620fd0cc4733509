/**
 * A control plane as a whole: {@link io.scaletest.controlplane.cluster.ControlPlane} starts one,
 * finds one that runs, asks how it is, and ends it.
 */
package io.scaletest.controlplane.cluster;
