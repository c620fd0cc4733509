/** Watches whole objects, as JSON trees, for what a run decides by them. */
package io.scaletest.player.watch;
