/** Stand-ins for controllers and agents that run beside a workload, in the player's process. */
package io.scaletest.player.actors;
