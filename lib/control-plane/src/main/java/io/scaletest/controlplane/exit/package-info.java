/** The causes for which starting, asking or stopping a control plane fails. */
package io.scaletest.controlplane.exit;
