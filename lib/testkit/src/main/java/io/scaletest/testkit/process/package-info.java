/** Runs the tools as their users do: as processes, with signals, output and exit status. */
package io.scaletest.testkit.process;
