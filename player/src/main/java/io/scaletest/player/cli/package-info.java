/** The command line: play, validate, explain, plan and schema. */
package io.scaletest.player.cli;
