/** The data folder of a control plane: what is where, who may use it, and what it remembers. */
package io.scaletest.controlplane.state;
