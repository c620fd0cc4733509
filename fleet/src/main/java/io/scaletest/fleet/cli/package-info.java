/** The command line of fleet: its words, their options. */
package io.scaletest.fleet.cli;
