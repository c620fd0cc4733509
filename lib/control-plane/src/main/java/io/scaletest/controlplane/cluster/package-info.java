/**
 * A control plane as a whole: {@link io.scaletest.controlplane.cluster.ControlPlane} starts one,
 * finds one that runs by its data folder, asks how it is, and ends it.
 */
package io.scaletest.controlplane.cluster;
