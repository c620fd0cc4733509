/** Traces that tell nothing of the cluster they are from: other names, the same structure. */
package io.scaletest.player.anonymise;
