/** Kubelets: a node, its pods and the watches that tell them, put together. */
package io.scaletest.hollownode.kubelet;
