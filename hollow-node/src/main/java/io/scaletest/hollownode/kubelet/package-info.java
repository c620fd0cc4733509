/** Kubelets: registration, lease, status and watches of a node, put together with its pods. */
package io.scaletest.hollownode.kubelet;
