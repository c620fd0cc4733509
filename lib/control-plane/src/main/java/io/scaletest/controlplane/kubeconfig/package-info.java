/** Kubeconfig files with embedded certificates. */
package io.scaletest.controlplane.kubeconfig;
