/** The command hollow-node: its options, and putting a run together. */
package io.scaletest.hollownode.cli;
