/** The command hollow-node: its options, the run that they make, and all nodes of the process. */
package io.scaletest.hollownode.cli;
