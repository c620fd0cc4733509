/** The command line: play, plan, record, trace and the rest. */
package io.scaletest.player.cli;
