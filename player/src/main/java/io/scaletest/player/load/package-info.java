/** Plays a workload: arrivals, the order of each object's requests, bodies, watchers. */
package io.scaletest.player.load;
