/** How long the pods of a run take to start, by watches of its own. */
package io.scaletest.player.pods;
