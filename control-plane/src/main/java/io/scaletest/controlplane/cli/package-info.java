/** The {@code control-plane} command: a thin face of {@code scaletest-control-plane}. */
package io.scaletest.controlplane.cli;
