/** Hollow nodes beside a run: their process, from its check to its end. */
package io.scaletest.player.nodes;
