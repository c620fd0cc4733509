/** Other tools' workloads in the player's language, and what of them has no words there. */
package io.scaletest.player.convert;
