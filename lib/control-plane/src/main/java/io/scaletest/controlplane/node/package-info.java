/**
 * A real Kubernetes node on this machine: kubelet and containerd in namespaces and cgroups of their
 * own, joined to a control plane beside them.
 */
package io.scaletest.controlplane.node;
