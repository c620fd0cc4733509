/**
 * The command line: Go's flag syntax on picocli, the options every tool shares, and how a main
 * class becomes an exit status.
 */
package io.scaletest.common.cli;
