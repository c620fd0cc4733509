/** The command line: what to read, what to make of it, and the exit status. */
package io.scaletest.report.cli;
