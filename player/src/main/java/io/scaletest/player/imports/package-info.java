/**
 * From public traces of clusters to a trace of the player's: rows of tables become Pods, Jobs,
 * Deployments and virtual machines that arrive and live as those did.
 */
package io.scaletest.player.imports;
