/** Workloads that the player has of its own, with parameters. */
package io.scaletest.player.scenario;
