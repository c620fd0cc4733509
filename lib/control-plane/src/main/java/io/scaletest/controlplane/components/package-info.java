/** The parts of a control plane: their names, command lines and where each says it is ready. */
package io.scaletest.controlplane.components;
